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

    public const string Unanswered = "Nobody answered in time.";

    private const int LongestReason = 300;

    public static ChatMessage Of(CallEntry call) =>
        new(ChatRole.Tool, [Result(call)]);

    private static FunctionResultContent Result(CallEntry call)
    {
        var properties = new AdditionalPropertiesDictionary { [MessageProperties.Function] = call.Data.Function };
        if (call.Data.Plugin is { } plugin)
        {
            properties[MessageProperties.Plugin] = plugin;
        }

        var distrusted = call.State == CallState.Responded ? [] : call.Findings.Where(f => f.Actions.HasFlag(BoundaryActions.Distrust)).Select(f => f.Kind).Distinct().ToList();
        if (distrusted.Count > 0)
        {
            properties[MessageProperties.Findings] = string.Join(',', distrusted);
        }

        return new FunctionResultContent(call.Id, Value(call)) { AdditionalProperties = properties };
    }

    public static string Failed(Exception exception) => $"Error: Exception while invoking function. {exception.Message}";

    public static string Denied(string reason) => $"The call was not run: it is not allowed. {reason}";

    public static string NotRepeated(string reason) =>
        $"It is not known whether the call took effect, and it is not repeated. A reviewer says: {reason}";

    public static string Rejected(string? reason) =>
        string.IsNullOrWhiteSpace(reason) ? "The call was not run: a reviewer rejected it." : $"The call was not run: a reviewer rejected it. Reason: {reason}";

    public static string NotAnswered(string reason) => $"Nobody answers the question. Reason: {reason}";

    public static string Withheld(string reason) => $"The call ran, and a reviewer withheld its result. Reason: {reason}";

    /// <summary>The result as the model sees it: no result is empty on every path, after an edit it is told which arguments ran, and what is wrong is noted behind it.</summary>
    public static object Value(CallEntry call)
    {
        var value = ResultJson.Read(call.Result!) ?? string.Empty;
        if (call.State is not (CallState.Succeeded or CallState.Failed))
        {
            return value;
        }

        var note = Note(call.Findings);
        if (call.Edit?.Arguments is { } arguments)
        {
            return $"A reviewer changed the arguments of this call before it ran. It ran with {arguments.GetRawText()}. Result: {Text(value)}{note}";
        }

        return note is null ? value : Text(value) + note;
    }

    /// <summary>What the model is told besides the result. When a person has let the result through, they have said all that is to be said.</summary>
    private static string? Note(IReadOnlyList<ResultFinding> findings)
    {
        var reasons = findings.Where(f => f.Actions.HasFlag(BoundaryActions.Note)).Select(f => OneLine(f.Reason)).ToList();
        return reasons.Count == 0 || findings.Any(f => f.Actions.HasFlag(BoundaryActions.Hold))
            ? null
            : $"\n\n[Note of oversight, not of the tool: {string.Join("; ", reasons)}.]";
    }

    private static string OneLine(string reason)
    {
        var cut = reason.Length > LongestReason ? reason.AsSpan(0, LongestReason) : reason;
        return string.Create(cut.Length, cut, static (target, source) =>
        {
            for (var i = 0; i < source.Length; i++)
            {
                target[i] = source[i] switch { '[' => '(', ']' => ')', var c when char.IsControl(c) || char.IsSurrogate(c) => ' ', var c => c };
            }
        });
    }

    private static string Text(object value) => value switch { string s => s, JsonElement e => e.GetRawText(), _ => value.ToString()! };
}
