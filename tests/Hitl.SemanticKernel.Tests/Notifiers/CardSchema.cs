using System.Text.Json;

namespace Hitl.SemanticKernel.Tests.Notifiers;

/// <summary>What a message with a card may be: the published schema of Adaptive Cards 1.5, and a narrower one of the inert elements that the cards of the box are made of.</summary>
internal static class CardSchema
{
    private static readonly JsonElement Published = Resource("adaptive-card-1.5.0.json");

    private static readonly JsonElement Message = JsonElement.Parse("""
        {
          "type": "object",
          "additionalProperties": false,
          "required": ["type", "attachments"],
          "properties": {
            "type": { "const": "message" },
            "attachments": {
              "type": "array",
              "minItems": 1,
              "maxItems": 1,
              "items": {
                "type": "object",
                "additionalProperties": false,
                "required": ["contentType", "content"],
                "properties": {
                  "contentType": { "const": "application/vnd.microsoft.card.adaptive" },
                  "contentUrl": { "type": "null" },
                  "content": { "$ref": "#/$defs/AdaptiveCard" }
                }
              }
            }
          },
          "$defs": {
            "AdaptiveCard": {
              "type": "object",
              "additionalProperties": false,
              "required": ["type", "version", "body"],
              "properties": {
                "type": { "const": "AdaptiveCard" },
                "$schema": { "type": "string" },
                "version": { "const": "1.5" },
                "fallbackText": { "type": "string" },
                "body": { "type": "array", "minItems": 1, "items": { "$ref": "#/$defs/RichTextBlock" } },
                "actions": { "type": "array", "items": { "$ref": "#/$defs/OpenUrl" } }
              }
            },
            "RichTextBlock": {
              "type": "object",
              "additionalProperties": false,
              "required": ["type", "inlines"],
              "properties": {
                "type": { "const": "RichTextBlock" },
                "separator": { "type": "boolean" },
                "inlines": { "type": "array", "minItems": 1, "items": { "$ref": "#/$defs/TextRun" } }
              }
            },
            "TextRun": {
              "type": "object",
              "additionalProperties": false,
              "required": ["type", "text"],
              "properties": {
                "type": { "const": "TextRun" },
                "text": { "type": "string" },
                "weight": { "enum": ["Default", "Lighter", "Bolder"] },
                "size": { "enum": ["Default", "Small", "Medium", "Large", "ExtraLarge"] },
                "fontType": { "enum": ["Default", "Monospace"] },
                "isSubtle": { "type": "boolean" }
              }
            },
            "OpenUrl": {
              "type": "object",
              "additionalProperties": false,
              "required": ["type", "url"],
              "properties": { "type": { "const": "Action.OpenUrl" }, "title": { "type": "string" }, "url": { "type": "string", "minLength": 1 } }
            }
          }
        }
        """);

    /// <summary>What is wrong with the message.</summary>
    public static IReadOnlyList<string> Problems(JsonElement message) => [.. ArgumentsSchema.Validate(Message, message), .. ProblemsOfCard(message.GetProperty("attachments")[0].GetProperty("content"))];

    /// <summary>What is wrong with the card by the published schema.</summary>
    public static IReadOnlyList<string> ProblemsOfCard(JsonElement card) => new SchemaValidator(Published, "The card").Validate(card);

    /// <summary>All texts of the card, in order.</summary>
    public static List<string> TextsOf(JsonElement message) =>
        [.. message.GetProperty("attachments")[0].GetProperty("content").GetProperty("body").EnumerateArray().SelectMany(b => b.GetProperty("inlines").EnumerateArray()).Select(r => r.GetProperty("text").GetString()!)];

    private static JsonElement Resource(string name)
    {
        using var stream = typeof(CardSchema).Assembly.GetManifestResourceStream(name)!;
        return JsonDocument.Parse(stream).RootElement.Clone();
    }
}
