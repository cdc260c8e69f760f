using Microsoft.Extensions.AI;

namespace Hitl.SemanticKernel;

/// <summary>What a caller of the client sent, taken apart.</summary>
internal sealed class IncomingMessages
{
    private IncomingMessages(
        IReadOnlyList<ChatMessage> messages, IReadOnlyList<int> places, bool isHistory, IReadOnlyList<FunctionResultContent> results,
        IReadOnlyList<ToolApprovalResponseContent> responses, IReadOnlyList<string> asked, string? reviewId)
    {
        Messages = messages;
        Results = results;
        Places = places;
        IsHistory = isHistory;
        Responses = responses;
        Asked = asked;
        ReviewId = reviewId;
    }

    /// <summary>Copies of the messages without approvals.</summary>
    public IReadOnlyList<ChatMessage> Messages { get; }

    /// <summary>Where each of <see cref="Messages"/> stood among those that were sent, when they are a whole history.</summary>
    public IReadOnlyList<int> Places { get; }

    /// <summary>The results that stand alone: the caller has run what was left to it.</summary>
    public IReadOnlyList<FunctionResultContent> Results { get; }

    /// <summary>Whether they are a conversation from its beginning, and not only what is new in it.</summary>
    public bool IsHistory { get; }

    /// <summary>The approval responses that nothing follows but messages of the user.</summary>
    public IReadOnlyList<ToolApprovalResponseContent> Responses { get; }

    /// <summary>The ids of the calls that the approval requests are about.</summary>
    public IReadOnlyList<string> Asked { get; }

    /// <summary>The latest review that the messages speak of; <see langword="null"/> when there is none.</summary>
    public string? ReviewId { get; }

    public static IncomingMessages Read(IReadOnlyList<ChatMessage> given)
    {
        var messages = new List<ChatMessage>(given.Count);
        List<int> places = [];
        List<string> asked = [];
        List<ToolApprovalResponseContent> responses = [];
        string? reviewId = null;
        var (isHistory, hasUser) = (false, false);
        for (var place = 0; place < given.Count; place++)
        {
            var message = given[place];
            var isReply = message.Role == ChatRole.Assistant || message.Role == ChatRole.Tool;
            if (isReply)
            {
                responses.Clear();
            }

            List<AIContent> contents = [];
            foreach (var content in message.Contents)
            {
                if (content is ToolApprovalResponseContent response)
                {
                    responses.Add(response);
                    reviewId = response.RequestId;
                }
                else if (content is ToolApprovalRequestContent request)
                {
                    reviewId = request.RequestId;
                    asked.Add(request.ToolCall.CallId);
                }
                else
                {
                    contents.Add(content);
                }
            }

            isHistory |= isReply && (hasUser || (contents.Count > 0 && message.Role == ChatRole.Assistant));
            hasUser |= message.Role == ChatRole.User;
            if (contents.Count > 0 || message.Contents.Count == 0)
            {
                var copy = message.Clone();
                copy.Contents = contents;
                messages.Add(copy);
                places.Add(place);
            }
        }

        List<FunctionResultContent> results = [];
        if (!isHistory)
        {
            messages.RemoveAll(m => m.Role == ChatRole.Tool && m.Contents.Count > 0 && m.Contents.All(c => c is FunctionResultContent) && Take(m));
        }

        return new IncomingMessages(messages, places, isHistory, results, responses, asked, reviewId);

        bool Take(ChatMessage message)
        {
            results.AddRange(message.Contents.OfType<FunctionResultContent>());
            return true;
        }
    }
}
