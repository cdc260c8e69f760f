using System.Globalization;
using Hitl.Memory;
using StackExchange.Redis;

namespace Hitl.SemanticKernel;

/// <summary>Counts what calls do without a person, for all processes together. Each bound of a call is one round trip.</summary>
internal sealed class BoundCounters
{
    private readonly RedisStore _store;

    public BoundCounters(RedisStore store) => _store = store;

    /// <summary>Counts a call under all bounds of a decision, or under none.</summary>
    /// <param name="call">The call.</param>
    /// <param name="decision">The decision.</param>
    /// <param name="isShadow">Whether the decision is not carried out, so that it is counted apart.</param>
    /// <param name="cancellationToken">Cancels the wait; the call may be counted all the same.</param>
    /// <returns>The bound that the call would go beyond, in words; <see langword="null"/> when it keeps within all of them.</returns>
    /// <exception cref="OversightUnavailableException">The store did not answer. The call may be counted all the same.</exception>
    public async Task<string?> ReserveAsync(ToolCall call, PolicyDecision decision, bool isShadow, CancellationToken cancellationToken)
    {
        var reserved = new List<(RedisKey Key, RedisValue Start, long Amount)>();
        for (var i = 0; i < decision.Bounds.Count; i++)
        {
            var bound = decision.Bounds[i];
            var amount = bound.Argument is { } argument && bound.Amount is not null ? BoundAmounts.Find(call.Arguments, argument) : 0;
            var exceeded = Uncountable(call, bound, amount);
            if (exceeded is null)
            {
                var key = Key(isShadow ? $"{decision.BoundIds[i]}-shadow" : decision.BoundIds[i], bound.Per, call);
                RedisValue[] values =
                [
                    (long)bound.Window.TotalMilliseconds,
                    bound.Calls ?? RedisValue.EmptyString,
                    bound.Amount is { } most ? BoundAmounts.OfLimit(most) : RedisValue.EmptyString,
                    amount!.Value,
                ];
                var reply = await _store.TransitionAsync(BoundScripts.Reserve, [key], values, cancellationToken).ConfigureAwait(false);
                if ((string)reply[0]! == "ok")
                {
                    reserved.Add((key, (RedisValue)reply[1], amount.Value));
                    continue;
                }

                exceeded = BoundText.Beyond(bound, Number(reply[1]), Number(reply[2]), amount.Value);
            }

            foreach (var (key, start, counted) in reserved)
            {
                await _store.TransitionAsync(BoundScripts.GiveBack, [key], [start, counted], cancellationToken).ConfigureAwait(false);
            }

            return exceeded;
        }

        return null;
    }

    private static string? Uncountable(ToolCall call, PolicyBound bound, long? amount) =>
        bound.Per == BoundScope.User && call.UserId is null ? $"it counts by user and this call is for none"
        : amount is null ? $"its amount cannot be counted, as the argument {bound.Argument} is no number from 0 to {BoundAmounts.Most:0}"
        : null;

    private RedisKey Key(string id, BoundScope scope, ToolCall call) => scope switch
    {
        BoundScope.Thread => _store.Keys.Thread(call.ThreadId).Shared($"bound:{id}:{Keyspace.Escape(call.ThreadId)}"),
        BoundScope.User => _store.Keys.Tagged($"bound:{id}:{Keyspace.Escape(call.UserId!)}"),
        _ => _store.Keys.Tagged($"bound:{id}"),
    };

    private static long Number(RedisResult value) => long.Parse((string)value!, CultureInfo.InvariantCulture);
}
