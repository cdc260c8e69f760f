using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hitl.SemanticKernel;

/// <summary>The body of a request to a workflow of Teams: a message with one card.</summary>
internal static class TeamsMessage
{
    /// <summary>The longest message that is sent, in bytes. Teams takes about 28 KB, and counts what it adds.</summary>
    public const int MaxLength = 20_000;

    /// <summary>Writes the message. What is too long loses the conversation first, then the arguments.</summary>
    public static byte[] Write(Notification notification)
    {
        ReadOnlySpan<CardDetail> details = [CardDetail.All, CardDetail.NoConversation, CardDetail.Least];
        foreach (var detail in details)
        {
            var json = JsonSerializer.SerializeToUtf8Bytes<JsonNode>(MessageOf(ReviewCard.Of(notification, detail)), JsonSerializerOptions.Default);
            if (json.Length <= MaxLength || detail == CardDetail.Least)
            {
                return json;
            }
        }

        throw new InvalidOperationException("There is no card.");
    }

    private static JsonObject MessageOf(JsonObject card) => new()
    {
        ["type"] = "message",
        ["attachments"] = new JsonArray(new JsonObject
        {
            ["contentType"] = "application/vnd.microsoft.card.adaptive",
            ["contentUrl"] = null,
            ["content"] = card,
        }),
    };
}
