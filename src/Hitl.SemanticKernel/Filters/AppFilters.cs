using Hitl.Memory;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace Hitl.SemanticKernel;

/// <summary>The app's own filters of the model's calls, for calls that run when no connector is there to call them: after a review, or at a pause.</summary>
internal static class AppFilters
{
    public static async Task<object?> InvokeAsync(ThreadRun run, CallEntry call, Kernel kernel, KernelArguments arguments)
    {
        var function = call.Function!;
        IAutoFunctionInvocationFilter[] filters = call.Data.Origin == CallOrigin.Model
            ? [.. kernel.AutoFunctionInvocationFilters.Where(f => f is not AutoFunctionOversightFilter)]
            : [];
        if (filters.Length == 0)
        {
            return ToolResults.ToStored(await function.InvokeAsync(kernel, arguments, run.Cancellation).ConfigureAwait(false));
        }

        var context = Context(run, call, kernel, arguments);
        await NextAsync(0, context).ConfigureAwait(false);
        run.IsStopped |= context.Terminate;
        return Result(context);

        async Task NextAsync(int index, AutoFunctionInvocationContext current)
        {
            if (index < filters.Length)
            {
                await filters[index].OnAutoFunctionInvocationAsync(current, c => NextAsync(index + 1, c)).ConfigureAwait(false);
            }
            else if (!current.Terminate)
            {
                current.Result = await function.InvokeAsync(kernel, current.Arguments, run.Cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>What the filters and the function gave, in its stored form.</summary>
    /// <exception cref="CallHeldBackException">A filter kept the function from running and gave nothing in its place.</exception>
    public static object? Result(AutoFunctionInvocationContext context)
    {
        var value = context.Result.GetValue<object?>();
        return value is null && GateScope.Current is { HasEntered: false } ? throw new CallHeldBackException() : ToolResults.ToStored(value);
    }

    private static AutoFunctionInvocationContext Context(ThreadRun run, CallEntry call, Kernel kernel, KernelArguments arguments)
    {
        ChatHistory history = [.. run.Log.Select(m => m.ToChatMessageContent())];
        var message = history.Last(m => FunctionCallContent.GetFunctionCalls(m).Any(c => c.Id == call.Id));
        var calls = FunctionCallContent.GetFunctionCalls(message).ToList();
        return new AutoFunctionInvocationContext(kernel, call.Function!, new FunctionResult(call.Function!, culture: kernel.Culture), history, message)
        {
            Arguments = arguments,
            CancellationToken = run.Cancellation,
            FunctionSequenceIndex = calls.FindIndex(c => c.Id == call.Id),
            FunctionCount = calls.Count,
            ToolCallId = call.Id,
        };
    }
}
