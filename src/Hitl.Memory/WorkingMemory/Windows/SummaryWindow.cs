using Microsoft.Extensions.AI;

namespace Hitl.Memory;

/// <summary>When messages are summarised, and which of them. The shares are those of Redis Agent Memory Server.</summary>
/// <param name="counter">Counts tokens.</param>
/// <param name="window">How many tokens the model's window has.</param>
internal sealed class SummaryWindow(TokenCounter counter, int window)
{
    private const double SummarizeShare = 0.7;
    private const double KeptShare = 0.4;

    /// <summary>With more tokens than this, messages are summarised: int(0.7 * window).</summary>
    public int Threshold { get; } = (int)(window * SummarizeShare);

    /// <summary>The newest messages, with at most so many tokens, are kept as they are: int(0.4 * window).</summary>
    public int KeptTokens { get; } = (int)(window * KeptShare);

    /// <summary>How many of the messages go into the summary; 0 when nothing is to be summarised. What is behind stays together with its calls.</summary>
    public int Leaving(IReadOnlyList<ChatMessage> messages, bool always)
    {
        if (!always && counter.Count(messages) <= Threshold)
        {
            return 0;
        }

        var (room, kept) = (KeptTokens, 0);
        foreach (var group in Enumerable.Reverse(MessageGroups.Of(messages)))
        {
            room -= counter.Count(group);
            if (room < 0 && kept > 0)
            {
                break;
            }

            kept += group.Count;
        }

        return messages.Count - kept;
    }

    /// <summary>How full the window is, in percent.</summary>
    public double UsedPercent(int tokens) => tokens == 0 ? 0 : Math.Min(100, 100d * tokens / window);

    /// <summary>How near it is to being summarised, in percent.</summary>
    public double UntilSummaryPercent(int tokens) => tokens == 0 ? 0 : Math.Min(100, 100d * tokens / Math.Max(1, Threshold));
}
