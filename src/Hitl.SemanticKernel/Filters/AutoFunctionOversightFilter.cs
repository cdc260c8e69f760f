using System.Text.Json;
using Hitl.Memory;
using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel;

/// <summary>Holds the calls that a model makes: judged by batch, recorded before they run, ended for this turn when one must wait.</summary>
/// <remarks>
/// An exception cannot leave this filter: connectors would turn it into a result. What goes wrong is kept in the run and
/// ends the turn, and whoever started the turn gets it.
/// </remarks>
internal sealed class AutoFunctionOversightFilter : IAutoFunctionInvocationFilter
{
    private readonly BatchOpener _opener;
    private readonly NestedGate _nested;

    public AutoFunctionOversightFilter(BatchOpener opener, NestedGate nested)
    {
        _opener = opener;
        _nested = nested;
    }

    public Task OnAutoFunctionInvocationAsync(AutoFunctionInvocationContext context, Func<AutoFunctionInvocationContext, Task> next) =>
        GateScope.Current is { } scope ? NestAsync(scope, context, next) : GateAsync(context, next);

    private async Task GateAsync(AutoFunctionInvocationContext context, Func<AutoFunctionInvocationContext, Task> next)
    {
        var current = RunScope.Current;
        if (current?.Failure is not null)
        {
            context.Terminate = true;
            return;
        }

        OpenedBatch? opened;
        try
        {
            opened = await _opener.OpenAsync(context, current).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            context.Terminate = true;
            if (current is not null)
            {
                current.Fail(e);
            }
            else
            {
                PausedTurns.Report(context.Kernel, OversightThreads.Find(context.Kernel, context.ExecutionSettings) ?? string.Empty, turn: null, e);
            }

            return;
        }

        if (opened is null)
        {
            context.Terminate = true;
            return;
        }

        var call = opened.Batch.Calls[context.FunctionCallIndex];
        try
        {
            await RunAsync(opened, call, context, next).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            opened.Run.Fail(e);
            call.Done.TrySetResult();
            context.Terminate = true;
        }

        CallActivity.NotRun(call);
        await opened.EndIfDoneAsync(context.Kernel).ConfigureAwait(false);
    }

    private static async Task RunAsync(
        OpenedBatch opened, CallEntry call, AutoFunctionInvocationContext context, Func<AutoFunctionInvocationContext, Task> next)
    {
        var run = opened.Run;
        if (call.State is CallState.Ready or CallState.Executing && run.Failure is null)
        {
            if (call.TryClaim())
            {
                await CallExecution.RunAsync(run, call, next: null, () => InvokeAsync(context, next)).ConfigureAwait(false);
            }
            else
            {
                await call.Done.Task.WaitAsync(run.Cancellation).ConfigureAwait(false);
            }
        }

        if (call.State.IsSettled())
        {
            context.Result = new FunctionResult(context.Function, ToolMessages.Value(call), context.Kernel.Culture);
            if (context.Terminate && run.Failure is null)
            {
                await opened.StopAsync().ConfigureAwait(false);
            }

            context.Terminate |= run.Failure is not null;
            return;
        }

        var isStopped = context.Terminate && call.State == CallState.Held;
        context.Terminate = true;
        if (run.Failure is null)
        {
            await (isStopped ? opened.StopAsync() : opened.RunSiblingsAsync(context.Kernel)).ConfigureAwait(false);
        }
    }

    private async Task NestAsync(GateScope scope, AutoFunctionInvocationContext context, Func<AutoFunctionInvocationContext, Task> next)
    {
        try
        {
            var (call, _) = await _nested.RunAsync(scope, context.Function, Arguments(context), nested => InvokeNestedAsync(nested, context, next)).ConfigureAwait(false);
            context.Result = new FunctionResult(context.Function, ToolMessages.Value(call), context.Kernel.Culture);
        }
        catch (HitlException e) when (e is not UnsupportedContentException)
        {
            if (e is not ReviewRequiredException)
            {
                scope.Run.Fail(e);
            }

            context.Terminate = true;
        }
    }

    /// <summary>The arguments with the types that the model gave them, where the connector made text of them.</summary>
    private static JsonElement Arguments(AutoFunctionInvocationContext context)
    {
        if (!ConnectorBatch.IsAbout(context))
        {
            return ToolArguments.GetRaw(context.CallContent) ?? DirectArguments.ToJson(context.Arguments ?? []);
        }

        var call = FunctionCallContent.GetFunctionCalls(context.ChatMessageContent).ElementAtOrDefault(context.FunctionSequenceIndex);
        return (call is null ? null : ToolArguments.GetRaw(call)) ?? DirectArguments.ToJson(context.Arguments ?? []);
    }

    private static async Task<object?> InvokeNestedAsync(CallEntry call, AutoFunctionInvocationContext context, Func<AutoFunctionInvocationContext, Task> next)
    {
        using var edited = new EditedArguments(call, context.Arguments);
        GateScope.Judged = context.Function;
        return await InvokeAsync(context, next).ConfigureAwait(false);
    }

    private static async Task<object?> InvokeAsync(AutoFunctionInvocationContext context, Func<AutoFunctionInvocationContext, Task> next)
    {
        await next(context).ConfigureAwait(false);
        return AppFilters.Result(context);
    }
}
