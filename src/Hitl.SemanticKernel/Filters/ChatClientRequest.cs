using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel;

/// <summary>A request that went through an <see cref="IChatClient"/>.</summary>
/// <param name="context">The first call of the answer.</param>
/// <param name="length">How many messages were sent.</param>
/// <param name="tools">The tools that were offered.</param>
internal sealed class ChatClientRequest(AutoFunctionInvocationContext context, int length, ChatClientTools tools) : ModelRequest
{
    /// <inheritdoc/>
    public override async Task<IReadOnlyList<ChatMessage>> AskAgainAsync(SelfConsistencyOptions options, CancellationToken cancellationToken)
    {
        var client = Service<IChatClient>(context.Kernel, options.ServiceId ?? context.ExecutionSettings?.ServiceId);
        if (client.GetService<FunctionInvokingChatClient>() is { AdditionalTools.Count: > 0 })
        {
            throw new NotSupportedException("the chat client has tools of its own, which it would run");
        }

        if (context.Options?.ConversationId is not null)
        {
            throw new NotSupportedException("the provider keeps the conversation, and would write the answers into it");
        }

        var again = context.Options?.Clone() ?? new ChatOptions();

        // Declarations end the loop of a function-invoking client. Tools of the provider may have effects, so they are left out.
        again.Tools = [.. (again.Tools ?? []).OfType<AIFunctionDeclaration>().Select(t => t is AIFunction function ? function.AsDeclarationOnly() : t)];
        again.Temperature = options.Temperature is { } temperature ? (float)temperature : again.Temperature;
        var response = await client.GetResponseAsync([.. context.Messages.Take(length)], again, cancellationToken).ConfigureAwait(false);
        return [.. response.Messages.Take(1).Select(tools.ToThreadMessage)];
    }
}
