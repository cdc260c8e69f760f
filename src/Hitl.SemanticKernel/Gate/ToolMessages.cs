using System.Text.Json;
using Hitl.Memory;
using Microsoft.Extensions.AI;

namespace Hitl.SemanticKernel;

/// <summary>What the model is told of a call.</summary>
internal static class ToolMessages
{
    public const string NotFound = "Error: Requested function could not be found. Correct yourself.";

    public const string NotRun = "Error: The call was not run because the turn was ended before it.";

    public const string HeldBack = "Error: The call was not run: the application held it back.";

    public const string NotKept = "The call ran, and its result was not kept: it has no JSON form.";

    public const string Expired = "The call was not run: nobody decided about it in time.";

    public static ChatMessage Of(CallEntry call) =>
        new(ChatRole.Tool, [Result(call)]);

    private static FunctionResultContent Result(CallEntry call)
    {
        var properties = new AdditionalPropertiesDictionary { [MessageProperties.Function] = call.Data.Function };
        if (call.Data.Plugin is { } plugin)
        {
            properties[MessageProperties.Plugin] = plugin;
        }

        return new FunctionResultContent(call.Id, Value(call)) { AdditionalProperties = properties };
    }

    public static string Failed(Exception exception) => $"Error: Exception while invoking function. {exception.Message}";

    public static string Denied(string reason) => $"The call was not run: it is not allowed. {reason}";

    public static string NotRepeated(string reason) =>
        $"It is not known whether the call took effect, and it is not repeated. A reviewer says: {reason}";

    public static string Rejected(string? reason) =>
        string.IsNullOrWhiteSpace(reason) ? "The call was not run: a reviewer rejected it." : $"The call was not run: a reviewer rejected it. Reason: {reason}";

    /// <summary>The result as the model sees it: no result is empty on every path, and after an edit it is told which arguments ran.</summary>
    public static object Value(CallEntry call)
    {
        var value = ResultJson.Read(call.Result!) ?? string.Empty;
        if (call.Edit?.Arguments is not { } arguments || call.State is not (CallState.Succeeded or CallState.Failed))
        {
            return value;
        }

        var text = value switch { string s => s, JsonElement e => e.GetRawText(), _ => value.ToString() };
        return $"A reviewer changed the arguments of this call before it ran. It ran with {arguments.GetRawText()}. Result: {text}";
    }
}
