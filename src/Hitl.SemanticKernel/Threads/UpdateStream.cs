using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Hitl.SemanticKernel;

/// <summary>A turn that reports while it runs, as a stream.</summary>
internal static class UpdateStream
{
    /// <summary>Runs a turn and gives what it reports, in order, as fast as it is read. Leaving the stream early cancels the turn and waits for its end.</summary>
    /// <param name="run">Runs the turn, given where to report.</param>
    /// <param name="cancellationToken">Cancels the turn.</param>
    public static async IAsyncEnumerable<T> ReadAsync<T>(
        Func<Func<T, ValueTask>, CancellationToken, Task> run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var updates = Channel.CreateBounded<T>(new BoundedChannelOptions(16) { SingleReader = true, SingleWriter = true });
        var turn = ProduceAsync();
        try
        {
            await foreach (var update in updates.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return update;
            }

            await turn.ConfigureAwait(false);
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await turn.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        async Task ProduceAsync()
        {
            try
            {
                await run(update => updates.Writer.WriteAsync(update, stop.Token), stop.Token).ConfigureAwait(false);
            }
            finally
            {
                updates.Writer.Complete();
            }
        }
    }
}
