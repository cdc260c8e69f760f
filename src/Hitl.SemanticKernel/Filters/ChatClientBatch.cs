using Hitl.Memory;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel;

/// <summary>Reads the batch of a call that Semantic Kernel's function-invoking <see cref="IChatClient"/> wants to invoke.</summary>
internal static class ChatClientBatch
{
    public static BatchRequest Read(AutoFunctionInvocationContext context, int position)
    {
        var messages = context.Messages;
        var own = messages.Count;
        while (own > position && messages[own - 1].Role == ChatRole.Assistant)
        {
            own--;
        }

        var tools = ChatClientTools.Of(context.Options?.Tools);
        if (own == messages.Count)
        {
            throw new HistoryConflictException("The chat history was changed while the turn was running: the message of the calls is not where it was.");
        }

        return new BatchRequest
        {
            Messages = [.. messages.Skip(position).Select(tools.ToThreadMessage)],
            OwnMessages = messages.Count - own,
            Position = messages.Count,
            Tokens = TokenProbabilities.Of(messages[^1]),
            Request = new ChatClientRequest(context, own, tools),
            Functions = [.. messages.Skip(own).SelectMany(m => m.Contents).OfType<Microsoft.Extensions.AI.FunctionCallContent>().Where(c => !c.InformationalOnly).Select(c => Find(tools, c))],
        };
    }

    private static (KernelFunction? Function, KernelArguments? Arguments, string? Error) Find(ChatClientTools tools, Microsoft.Extensions.AI.FunctionCallContent call) =>
        tools.Find(call.Name) is not { } function ? (null, null, ChatClientTools.NotFound(call.Name))
        : call.Exception is { } exception ? (null, null, $"Error: Function call processing failed. Correct yourself. {exception.Message}")
        : (function, new KernelArguments(call.Arguments ?? new Dictionary<string, object?>()), null);
}
