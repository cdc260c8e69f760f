using System.Text.Json;

namespace Hitl.SemanticKernel;

/// <summary>Holds the arguments of a call against the limits of its tool, at any depth and in texts that are JSON.</summary>
/// <param name="limits">The limits.</param>
/// <param name="arguments">The arguments of the call, where the currency of an amount may stand.</param>
/// <param name="findings">Gets what exceeds them.</param>
internal sealed class LimitCheck(ToolLimits limits, JsonElement arguments, ContentFindings findings)
{
    private const int MaxJsonInText = 3;
    private const int MaxTexts = 64;

    private int _texts;

    /// <summary>Reads a value.</summary>
    public void Read(JsonElement value, string name, int depth = 0, int jsonInText = 0)
    {
        // What is deeper is found, and counts as maximal risk, where texts are read.
        if (depth > ArgumentReader.MaxDepth)
        {
            return;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                limits.CheckObject(value, arguments, findings);
                foreach (var property in value.EnumerateObject())
                {
                    Read(property.Value, property.Name, depth + 1, jsonInText);
                }

                break;
            case JsonValueKind.Array:
                limits.CheckArray(value, name, findings);
                foreach (var item in value.EnumerateArray())
                {
                    Read(item, name, depth + 1, jsonInText);
                }

                break;
            case JsonValueKind.String:
                limits.CheckText(value, name, findings);
                if (jsonInText < MaxJsonInText && value.GetString() is [_, _, ..] text && text.AsSpan().Trim() is ['{', .., '}'] or ['[', .., ']'])
                {
                    InText(text, name, depth, jsonInText);
                }

                break;
        }
    }

    private void InText(string text, string name, int depth, int jsonInText)
    {
        if (++_texts > MaxTexts)
        {
            findings.Add(LimitRisks.NotRead, name);
            return;
        }

        JsonDocument json;
        try
        {
            json = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = ArgumentReader.MaxDepth, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        }
        catch (JsonException)
        {
            return;
        }

        using (json)
        {
            Read(json.RootElement, name, depth + 1, jsonInText + 1);
        }
    }
}
