using System.Text.Json;
using Hitl.Memory;
using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel;

/// <summary>Results that are on record, for callers that invoke the function again.</summary>
internal static class RecordedResults
{
    /// <summary>Gives the caller what is on record.</summary>
    public static async Task GiveAsync(CallEntry call, FunctionInvocationContext context, Func<FunctionInvocationContext, Task> next)
    {
        if (call.State is CallState.Rejected or CallState.Denied)
        {
            throw Refused(call);
        }

        if (call.State == CallState.Failed)
        {
            throw new HitlException($"'{call.Data.Tool}' failed when it ran before. {ResultJson.Read(call.Result!)}");
        }

        if (ResultJson.Read(call.Result!) is ToolMessages.NotKept)
        {
            throw new HitlException($"'{call.Data.Tool}' ran before, and its result was not kept.");
        }

        var value = Typed(call.Result!, context.Function);
        if (context.IsStreaming)
        {
            // Only the type of the stream is taken from it; it is not read, so the function does not run.
            await next(context).ConfigureAwait(false);
            StreamedResults.Replace(context, value);
        }
        else
        {
            context.Result = new FunctionResult(context.Function, value, context.Kernel.Culture);
        }
    }

    /// <summary>A recorded result as the type that the function returns, where it has one.</summary>
    private static object? Typed(string json, KernelFunction function)
    {
        var value = ResultJson.Read(json);
        var type = function.Metadata.ReturnParameter.ParameterType;
        if (type is null || value is null || type.IsInstanceOfType(value) || type == typeof(void))
        {
            return value;
        }

        try
        {
            // A person answers in text.
            return JsonSerializer.Deserialize(value is string text && !IsText(type) ? text : json, type);
        }
        catch (JsonException)
        {
            return value;
        }
    }

    private static bool IsText(Type type) => type.IsEnum || Type.GetTypeCode(Nullable.GetUnderlyingType(type) ?? type) is TypeCode.Char or TypeCode.DateTime
        || type == typeof(Guid) || type == typeof(DateTimeOffset) || type == typeof(TimeSpan) || type == typeof(Uri);

    public static CallRefusedException Refused(CallEntry call) =>
        new(call.Data.Tool, call.State, ResultJson.Read(call.Result!) as string ?? call.Data.PolicyReason);
}
