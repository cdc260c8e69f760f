using System.Text.Json;
using Hitl.Memory;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.Retry;

namespace Hitl.SemanticKernel;

/// <summary>Hands events to the handler of a group: with a time limit, again after a failure, and set aside after too many.</summary>
internal sealed partial class EventDispatcher
{
    private readonly RedisStore _store;
    private readonly EventGroup _group;
    private readonly SemaphoreSlim _slots;
    private readonly ResiliencePipeline _pipeline;
    private readonly ILogger _logger;

    public EventDispatcher(RedisStore store, EventGroup group, SemaphoreSlim slots, TimeProvider time, ILogger logger)
    {
        _store = store;
        _group = group;
        _slots = slots;
        _logger = logger;
        var builder = new ResiliencePipelineBuilder { TimeProvider = time };
        if (group.Options.Attempts > 1)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = group.Options.Attempts - 1,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = group.Options.Backoff,
                MaxDelay = group.Options.MaxBackoff,
                ShouldHandle = static args => new(args.Outcome.Exception is { } e and not DeliveryRefusedException && !args.Context.CancellationToken.IsCancellationRequested),
                DelayGenerator = args => new(args.Outcome.Exception is RetryLaterException later ? Limited(later.RetryAfter) : null),
            });
        }

        _pipeline = builder.AddTimeout(group.Options.Timeout).Build();
    }

    /// <summary>Delivers an event.</summary>
    /// <param name="before">The delivery of the one before in its chain.</param>
    /// <param name="reference">The event.</param>
    /// <param name="isRedelivery">Whether it may have been delivered before.</param>
    /// <param name="letter">The letter that is replayed; <see langword="null"/> when it is none.</param>
    /// <param name="partition">Where it is set aside when it cannot be handled.</param>
    /// <param name="abort">Is cancelled when it must be left to another process.</param>
    /// <returns>Whether it is done; otherwise it must be delivered again.</returns>
    public async Task<bool> DeliverAsync(Task<bool> before, EventReference reference, bool isRedelivery, StoredLetter? letter, GroupPartition partition, CancellationToken abort)
    {
        if (!await before.ConfigureAwait(false))
        {
            return false;
        }

        OversightEvent? read = null;
        var attempts = 0;
        try
        {
            read = await ReadAsync(reference, abort).ConfigureAwait(false);
            var delivery = new EventDelivery(read, isRedelivery, letter is not null);
            await _pipeline.ExecuteAsync(
                async token =>
                {
                    await _slots.WaitAsync(token).ConfigureAwait(false);
                    try
                    {
                        delivery.Attempt = ++attempts;
                        delivery.IsRedelivery |= attempts > 1;

                        // A handler that does not end with its token is left behind.
                        await _group.Handler.HandleAsync(delivery, token).WaitAsync(token).ConfigureAwait(false);
                    }
                    finally
                    {
                        _slots.Release();
                    }
                },
                abort).ConfigureAwait(false);
            if (letter is not null)
            {
                await partition.ForgetAsync(letter, abort).ConfigureAwait(false);
            }
        }
        catch (Exception) when (abort.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception e) when (e is not OversightUnavailableException || attempts > 0)
        {
            LogSetAside(_logger, _group.Name, read?.Kind, read?.ThreadId, attempts, e);
            await partition.SetAsideAsync(
                new StoredLetter
                {
                    Position = reference.Position,
                    Key = reference.Key,
                    Number = reference.Number,
                    Time = reference.Time,
                    Thread = read?.ThreadId,
                    Kind = read?.Kind,
                    Error = $"{e.GetType().Name}: {e.Message}",
                    Attempts = (letter?.Attempts ?? 0) + attempts,
                },
                abort).ConfigureAwait(false);
        }

        return true;
    }

    private TimeSpan Limited(TimeSpan wait) => wait < _group.Options.MaxBackoff ? wait : _group.Options.MaxBackoff;

    private async Task<OversightEvent> ReadAsync(EventReference reference, CancellationToken cancellationToken)
    {
        try
        {
            return (await _store.ReadEventAsync(reference, cancellationToken).ConfigureAwait(false))?.Read()
                ?? throw new DeliveryRefusedException("The event is not on record any more.");
        }
        catch (Exception e) when (e is FormatException or JsonException or KeyNotFoundException)
        {
            throw new DeliveryRefusedException($"The event cannot be read. {e.Message}", e);
        }
    }

    [LoggerMessage(LogLevel.Error, "Consumer group '{Group}' could not handle the event '{Kind}' of thread '{ThreadId}' in {Attempts} attempts. It is a dead letter now.")]
    private static partial void LogSetAside(ILogger logger, string group, string? kind, string? threadId, int attempts, Exception exception);
}
