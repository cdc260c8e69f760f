using Hitl.Memory;
using Hitl.SemanticKernel;
using Spectre.Console;

namespace ReviewConsole;

/// <summary>The reviewer's terminal: the queue as it changes, and one review after the other.</summary>
internal sealed class Terminal(IAnsiConsole console, ReviewDesk desk, TimeProvider time, Reviewer reviewer)
{
    private const int Rows = 20;
    private static readonly TimeSpan KeyInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>Prints the queue once.</summary>
    public async Task ListAsync(CancellationToken cancellationToken) => console.Write((await QueueAsync(cancellationToken)).View);

    /// <summary>Lets the reviewer work until they quit.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await ChooseAsync(cancellationToken) is { } choice)
        {
            try
            {
                Review? review = choice.ReviewId is { } id ? await desk.ClaimAsync(id, reviewer, cancellationToken) : await desk.ClaimNextAsync(reviewer, cancellationToken: cancellationToken);
                if (review is not null)
                {
                    await new DecisionDialog(console, desk, reviewer).RunAsync(review, cancellationToken);
                }
            }
            catch (HitlException e)
            {
                console.MarkupLine($"[red]{Safe.Text(e.Message)}[/]");
            }
        }
    }

    /// <summary>Shows the queue until a key says what to take up.</summary>
    /// <returns>The review, or that the next one is meant; <see langword="null"/> to quit.</returns>
    private async Task<Choice?> ChooseAsync(CancellationToken cancellationToken)
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var changed = new SemaphoreSlim(1);
        Task watching = WatchAsync(changed, leaving.Token);
        try
        {
            return await console.Live(new Text("")).StartAsync(async display =>
            {
                IReadOnlyList<Review> reviews = [];
                while (true)
                {
                    if (await changed.WaitAsync(KeyInterval, cancellationToken))
                    {
                        (reviews, Table view) = await QueueAsync(cancellationToken);
                        display.UpdateTarget(view.Caption("n next   1-9 that one   q quit"));
                    }

                    switch (Console.KeyAvailable ? Console.ReadKey(intercept: true).KeyChar : '\0')
                    {
                        case 'q':
                            return null;
                        case 'n':
                            return new Choice(null);
                        case >= '1' and <= '9' and var digit when digit - '1' < reviews.Count:
                            return new Choice(reviews[digit - '1'].Id);
                        default:
                            break;
                    }
                }
            });
        }
        finally
        {
            await leaving.CancelAsync();
            await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WatchAsync(SemaphoreSlim changed, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await foreach (Review _ in desk.WatchAsync(cancellationToken: cancellationToken))
                {
                    if (changed.CurrentCount == 0)
                    {
                        changed.Release();
                    }
                }
            }
            catch (OversightUnavailableException)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), time, cancellationToken);
            }
        }
    }

    private async Task<(IReadOnlyList<Review> Reviews, Table View)> QueueAsync(CancellationToken cancellationToken)
    {
        ReviewPage page = await desk.ListAsync(new ReviewQuery { For = reviewer }, Rows, cancellationToken: cancellationToken);
        return (page.Reviews, QueueView.Of(page.Reviews, await desk.CountAsync(cancellationToken), reviewer));
    }

    private sealed record Choice(string? ReviewId);
}
