using AgentDemo.Agent;
using AgentDemo.Memory;
using Hitl.SemanticKernel;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace AgentDemo.Hosting;

/// <summary>One conversation with the shop's agent.</summary>
internal sealed class AgentThread(CheckpointedThread thread, Kernel kernel, DemoMemory memory, TimeProvider time)
{
    // Numbers stay numbers: a decision is bound to the arguments exactly as the model gave them.
    internal static PromptExecutionSettings Settings { get; } = new()
    {
        FunctionChoiceBehavior = FunctionChoiceBehavior.Auto(options: new() { RetainArgumentTypes = true }),
    };

    public async Task<AgentTurn> AskAsync(string message, CancellationToken cancellationToken)
    {
        var user = new ChatMessageContent(AuthorRole.User, message);
        ChatMessageContent[] messages = await thread.ExistsAsync(cancellationToken)
            ? [user]
            : [new ChatMessageContent(AuthorRole.System, Instructions.Text), user];
        AgentTurn turn = await PatientlyAsync(ct => thread.InvokeAsync(kernel, messages, Settings, ct), cancellationToken);
        await memory.LearnAsync(thread.Id, cancellationToken);
        return turn;
    }

    public Task<AgentTurn> ResumeAsync(CancellationToken cancellationToken) =>
        PatientlyAsync(ct => thread.ResumeAsync(kernel, Settings, ct), cancellationToken);

    public Task<ThreadHistory> HistoryAsync(CancellationToken cancellationToken) => thread.GetHistoryAsync(cancellationToken);

    /// <summary>Waits once for the lease of another run to end: its process may have died.</summary>
    private async Task<AgentTurn> PatientlyAsync(Func<CancellationToken, Task<AgentTurn>> turn, CancellationToken cancellationToken)
    {
        try
        {
            return await turn(cancellationToken);
        }
        catch (ThreadBusyException busy)
        {
            await Task.Delay(busy.RetryAfter + TimeSpan.FromMilliseconds(100), time, cancellationToken);
            return await turn(cancellationToken);
        }
    }
}
