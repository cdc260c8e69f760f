using Hitl.Memory;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace Hitl.SemanticKernel;

/// <summary>Updates of an <see cref="IChatClient"/> as Semantic Kernel's.</summary>
internal static class StreamingContents
{
    public static StreamingChatMessageContent From(ChatResponseUpdate update)
    {
        var content = new StreamingChatMessageContent(update.Role is { } role ? new AuthorRole(role.Value) : null, content: null, update.RawRepresentation, modelId: update.ModelId)
        {
            AuthorName = update.AuthorName,
        };
        foreach (var item in update.Contents)
        {
            switch (item)
            {
                case Microsoft.Extensions.AI.TextContent text:
                    content.Items.Add(new StreamingTextContent(text.Text));
                    break;
                case Microsoft.Extensions.AI.FunctionCallContent call:
                    content.Items.Add(new StreamingFunctionCallUpdateContent(call.CallId, call.Name, ToolArguments.GetRaw(call)?.GetRawText()));
                    break;
                default:
                    break;
            }
        }

        return content;
    }
}
