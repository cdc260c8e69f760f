using Microsoft.Extensions.AI;

namespace Hitl.Memory;

/// <summary>Keeps the exception of a call or a result, which Microsoft.Extensions.AI does not serialize, in the content's additional properties.</summary>
internal static class StoredErrors
{
    public static AdditionalPropertiesDictionary? Describe(AIContent content) => content switch
    {
        FunctionCallContent call => Describe(
            call,
            call.Exception,
            (MessageProperties.ArgumentsError, call.Exception?.Message),
            (MessageProperties.RawArguments, call.Exception is null ? null : ToolArguments.GetRawText(call))),
        FunctionResultContent result => Describe(result, result.Exception, (MessageProperties.ResultError, result.Exception?.Message)),
        _ => content.AdditionalProperties,
    };

    public static void Restore(AIContent content)
    {
        switch (content)
        {
            case FunctionCallContent call when Find(call, MessageProperties.ArgumentsError) is { } message:
                call.Exception = new InvalidOperationException(message);
                break;
            case FunctionResultContent result when Find(result, MessageProperties.ResultError) is { } message:
                result.Exception = new InvalidOperationException(message);
                break;
        }
    }

    public static string? Find(AIContent content, string key) =>
        content.AdditionalProperties is { } properties && properties.TryGetValue(key, out object? value) ? value as string : null;

    private static AdditionalPropertiesDictionary? Describe(AIContent content, Exception? exception, params ReadOnlySpan<(string Key, string? Value)> entries)
    {
        AdditionalPropertiesDictionary? properties = content.AdditionalProperties;
        if (exception is null && (properties is null || !properties.ContainsKey(entries[0].Key)))
        {
            return properties;
        }

        properties = properties?.Clone() ?? [];
        foreach ((string key, string? value) in entries)
        {
            if (value is null)
            {
                properties.Remove(key);
            }
            else
            {
                properties[key] = value;
            }
        }

        return properties;
    }
}
