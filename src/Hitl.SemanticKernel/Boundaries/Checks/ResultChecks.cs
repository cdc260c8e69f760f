using System.Runtime.InteropServices;
using System.Text.Json;

namespace Hitl.SemanticKernel;

/// <summary>The checks in the box.</summary>
internal static class ResultChecks
{
    /// <summary>Finds what is wrong with what a tool returned.</summary>
    /// <param name="tool">The tool.</param>
    /// <param name="arguments">The arguments that ran.</param>
    /// <param name="stored">The result: text, JSON or nothing.</param>
    /// <param name="exception">What the tool threw.</param>
    /// <param name="maxCharacters">From how long on the result is not looked at.</param>
    /// <param name="findings">Gets what is wrong; made when something is.</param>
    public static void Find(ToolDefinition tool, JsonElement arguments, object? stored, Exception? exception, int maxCharacters, ref List<ResultFinding>? findings)
    {
        var text = stored as string;
        if (exception is not null)
        {
            Add(ref findings, ResultKinds.Failed, "the tool failed", exception.GetType().Name);
            if (SqlFailures.Takes(tool, arguments) && SqlFailures.IsIn(text ?? exception.Message))
            {
                Add(ref findings, ResultKinds.Sql, "the database refused the statement");
            }

            return;
        }

        var json = stored as JsonElement?;
        var length = text?.Length ?? (json is { } element ? JsonMarshal.GetRawUtf8Value(element).Length : 0);
        if (length > maxCharacters)
        {
            Add(ref findings, ResultKinds.Oversized, FormattableString.Invariant($"the result is very long ({length} characters)"));
            if (text is not null && TruncatedText.EndsCut(text))
            {
                Add(ref findings, ResultKinds.Truncated, "the result was cut off");
            }

            return;
        }

        if (text is not null)
        {
            json = TruncatedText.Parse(text, out var isCut);
            if (isCut)
            {
                Add(ref findings, ResultKinds.Truncated, "the result was cut off");
            }
        }

        if (!tool.ReturnsNothing && EmptyResults.IsEmpty(text, json))
        {
            Add(ref findings, ResultKinds.Empty, "the result is empty");
        }

        if (stored is not null && tool.ResultSchema is { } schema && ResultSchemas.Misfit(schema, text, json) is { } misfit)
        {
            Add(ref findings, ResultKinds.Schema, "the result does not fit the schema that the tool declares", misfit);
        }

        if (SqlFailures.Takes(tool, arguments) && SqlFailures.IsIn(text ?? json?.GetRawText() ?? ""))
        {
            Add(ref findings, ResultKinds.Sql, "the database refused the statement");
        }
        else if (ErrorResults.IsError(text, json))
        {
            Add(ref findings, ResultKinds.Error, "the result reports an error");
        }
    }

    private static void Add(ref List<ResultFinding>? findings, string kind, string reason, string? detail = null) =>
        (findings ??= []).Add(new ResultFinding(kind, reason) { Detail = detail });
}
