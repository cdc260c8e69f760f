using StackExchange.Redis;

namespace Hitl.Memory;

/// <summary>Brings the summary of a working memory up to date.</summary>
internal sealed class WorkingMemorySummary(WorkingMemory memory, MemorySettings settings)
{
    private const int Tries = 10;

    public async Task<bool> RunAsync(bool always, CancellationToken cancellationToken)
    {
        var model = settings.Model ?? throw new InvalidOperationException("A conversation is summarised by a model, and there is none.");
        var summarizer = new ConversationSummarizer(new(model, settings.Working.SummaryModel), settings.Counter, settings.Working.SummarizingWindow);
        for (var i = 0; i < Tries; i++)
        {
            if (await memory.Store.ReadAsync(cancellationToken).ConfigureAwait(false) is not { } snapshot)
            {
                return false;
            }

            // System messages stay, so they take room of the window and are not summarised.
            var leaving = Leaving(snapshot, always);
            var gone = snapshot.Messages.Take(leaving).ToList();
            var said = gone.Where(message => !MessageGroups.IsSystem(message)).ToList();
            var summary = said.Count == 0 ? snapshot.Summary : await summarizer.SummarizeAsync(snapshot.Summary, said, cancellationToken).ConfigureAwait(false);
            var kept = snapshot.Kept.Concat(gone.Where(MessageGroups.IsSystem)).ToList();
            RedisValue[] values =
            [
                snapshot.Uid,
                WorkingMemoryStore.Number(snapshot.From),
                WorkingMemoryStore.Number(snapshot.From + (said.Count == 0 ? 0 : leaving)),
                said.Count == 0 || kept.Count == 0 ? "" : "=" + WorkingMemoryStore.Write(kept),
                said.Count == 0 ? "" : "=" + summary,
                WorkingMemoryStore.Number(snapshot.RecordedTokens),
                WorkingMemoryStore.Number(settings.Counter.Count(snapshot.Visible) - settings.Counter.Count(said)),
                said.Count == 0 ? "" : WorkingMemoryStore.Number(settings.Window.Threshold),
            ];
            var answer = await memory.Store.RunAsync(WorkingMemoryScripts.Summarize, values, cancellationToken).ConfigureAwait(false);
            if (WorkingMemoryStore.Status(answer) == "ok")
            {
                return said.Count > 0;
            }
        }

        throw new WorkingMemoryConflictException($"The thread '{memory.ThreadId}' is summarised elsewhere all the time: {Tries} summaries came too late.");
    }

    private int Leaving(WorkingMemorySnapshot snapshot, bool always)
    {
        var isFull = settings.Counter.Count(snapshot.Visible) > settings.Window.Threshold;
        return always || isFull ? settings.Window.Leaving(snapshot.Messages, always: true) : 0;
    }
}
