using Hitl.Memory;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using FunctionCallContent = Microsoft.SemanticKernel.FunctionCallContent;

namespace Hitl.SemanticKernel;

/// <summary>Reads the batch of a call that a connector of Semantic Kernel (<see cref="IChatCompletionService"/>) wants to invoke.</summary>
internal static class ConnectorBatch
{
    private static readonly string NoName = new Microsoft.Extensions.AI.FunctionInvocationContext().CallContent.Name;

    /// <summary>Whether a connector made the call: it makes the call's content itself and gives it no name.</summary>
    public static bool IsAbout(AutoFunctionInvocationContext context) => context.CallContent.Name == NoName;

    public static BatchRequest Read(AutoFunctionInvocationContext context, int position)
    {
        var history = context.ChatHistory;
        var own = history.Count - 1;
        while (own >= 0 && !ReferenceEquals(history[own], context.ChatMessageContent))
        {
            own--;
        }

        if (own < position)
        {
            throw new HistoryConflictException("The chat history was changed while the turn was running: the message of the calls is not where it was.");
        }

        var advertised = Advertised(context);
        return new BatchRequest
        {
            Messages = [.. Enumerable.Range(position, own - position + 1).Select(i => history[i].ToThreadMessage())],
            OwnMessages = 1,
            Position = own + 1,
            Tokens = TokenProbabilities.Of(context.ChatMessageContent),
            Request = new ConnectorRequest(context, own),
            Functions = [.. FunctionCallContent.GetFunctionCalls(context.ChatMessageContent).Select(c => Find(context.Kernel, c, advertised))],
        };
    }

    private static (KernelFunction? Function, KernelArguments? Arguments, string? Error) Find(
        Kernel kernel, FunctionCallContent call, HashSet<string>? advertised)
    {
        if (call.Exception is { } exception)
        {
            return (null, null, $"Error: Function call processing failed. Correct yourself. {exception.Message}");
        }

        if (advertised is not null && !advertised.Contains(ToolNames.Combine(call.PluginName, call.FunctionName)))
        {
            return (null, null, "Error: Function call request for a function that wasn't defined. Correct yourself.");
        }

        return kernel.Plugins.TryGetFunction(call.PluginName, call.FunctionName, out var function)
            ? (function, call.Arguments ?? [], null)
            : (null, null, ToolMessages.NotFound);
    }

    /// <summary>The functions that the model was offered; <see langword="null"/> when the settings do not say.</summary>
    private static HashSet<string>? Advertised(AutoFunctionInvocationContext context) =>
        context.ExecutionSettings?.FunctionChoiceBehavior?.GetConfiguration(new(context.ChatHistory)
        {
            Kernel = context.Kernel,
            RequestSequenceIndex = context.RequestSequenceIndex,
        }).Functions?.Select(f => ToolNames.Combine(f.PluginName, f.Name)).ToHashSet(StringComparer.OrdinalIgnoreCase);
}
