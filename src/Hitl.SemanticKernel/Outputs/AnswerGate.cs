using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using FunctionCallContent = Microsoft.Extensions.AI.FunctionCallContent;

namespace Hitl.SemanticKernel;

/// <summary>Holds the answers of turns that a person must see first.</summary>
internal sealed class AnswerGate
{
    private readonly OutputReview _review;
    private readonly OutputOptions _options;

    public AnswerGate(OutputReview review, IOptions<HitlOptions> options) => (_review, _options) = (review, options.Value.Output);

    /// <summary>Whether answers are judged at all.</summary>
    public bool IsEnabled => _options.Enabled;

    /// <summary>Judges the answer and records it as held when a person must see it first.</summary>
    /// <param name="run">The run.</param>
    /// <param name="userId">The user for whom the agent acts.</param>
    /// <param name="messages">What the turn adds to the log, the answer last.</param>
    /// <param name="closed">Calls among the messages that never came to the gate.</param>
    public async Task<bool> HoldAsync(ThreadRun run, string? userId, List<ChatMessage> messages, IReadOnlyList<CallEntry> closed)
    {
        var before = messages.FindLastIndex(m => m.Role != ChatRole.Assistant || m.Contents.Any(c => c is FunctionCallContent)) + 1;
        var answer = messages[before..];
        var output = new AgentOutput
        {
            ThreadId = run.ThreadId,
            Text = string.Join("\n\n", answer.Select(m => m.Text).Where(t => t.Length > 0)),
            Conversation = run.Converse(messages[..before]),
            UserId = userId,
        };
        if (string.IsNullOrWhiteSpace(output.Text))
        {
            return false;
        }

        var (assessment, heldBecause) = await _review.JudgeAsync(output, run.Cancellation).ConfigureAwait(false);
        if (heldBecause is null)
        {
            return false;
        }

        var held = HeldAnswer.Of(output, answer, assessment, heldBecause, [.. _options.ReviewerGroups], run.NewReviewId());
        await run.HoldAnswerAsync(messages[..before], closed, held, run.Cancellation).ConfigureAwait(false);
        return true;
    }

    /// <summary>What is streamed while the model speaks: nothing when its answer is judged first.</summary>
    public Func<StreamingChatMessageContent, ValueTask>? Update(TurnRequest request) =>
        request.Update is null || !IsEnabled ? request.Update : static _ => ValueTask.CompletedTask;

    /// <summary>Streams an answer that was judged, in one piece.</summary>
    public static async ValueTask ShowAsync(TurnRequest request, ChatMessageContent? answer)
    {
        if (request.Update is { } update && answer?.Content is { Length: > 0 } text)
        {
            await update(new StreamingChatMessageContent(AuthorRole.Assistant, text, modelId: answer.ModelId) { AuthorName = answer.AuthorName }).ConfigureAwait(false);
        }
    }
}
