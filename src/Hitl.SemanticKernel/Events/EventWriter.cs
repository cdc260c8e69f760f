using Hitl.Memory;
using StackExchange.Redis;

namespace Hitl.SemanticKernel;

/// <summary>Runs transitions that append an event to a chain. A transition is one round trip when this process has seen the latest event of the chain, else two.</summary>
/// <remarks>Safe for concurrent use. Writers that meet on one chain take turns: one of them succeeds at each attempt.</remarks>
internal sealed class EventWriter
{
    private readonly RedisStore _store;
    private readonly EventHeads _heads = new();
    private readonly EventServer _server;

    public EventWriter(RedisStore store, EventServer server) => (_store, _server) = (store, server);

    /// <summary>Runs a script made by <see cref="EventScript.With"/>.</summary>
    /// <param name="script">The script.</param>
    /// <param name="keys">Its keys; the first has the chain.</param>
    /// <param name="values">Its arguments.</param>
    /// <param name="draft">What the event says.</param>
    /// <param name="cancellationToken">Keeps the script from being sent. Once it is sent its answer is awaited: a caller who did not know whether it ran could not undo it.</param>
    /// <returns>What the script returned, with the event behind it.</returns>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    public async Task<RedisResult[]> TransitionAsync(string script, RedisKey[] keys, RedisValue[] values, EventDraft draft, CancellationToken cancellationToken)
    {
        var chain = (string)keys[0]!;
        var (body, content) = draft.Write();
        var all = new RedisValue[values.Length + EventScript.Arguments];
        values.CopyTo(all, 0);
        all[^3] = body;
        all[^2] = content;
        all[^1] = await _server.HasStreamsAsync(cancellationToken).ConfigureAwait(false) ? "1" : "0";
        for (var head = _heads.Find(chain); ;)
        {
            all[^5] = head.Hash;
            all[^4] = head.Next(body);
            cancellationToken.ThrowIfCancellationRequested();
            var reply = await _store.TransitionAsync(script, keys, all, CancellationToken.None).ConfigureAwait(false);
            if ((string)reply[0]! == "behind")
            {
                head = EventHead.Read(reply.AsSpan(1));
                continue;
            }

            // A script that appended nothing was run on the head that it was given.
            _heads.Keep(chain, reply[^1].IsNull ? head : EventHead.Read((RedisResult[])reply[^1]!));
            return reply;
        }
    }

    /// <summary>Takes note of the latest event of a chain that was read beside something else, so that the next transition is one round trip.</summary>
    /// <param name="chain">The key that has the chain.</param>
    /// <param name="latest">What <see cref="EventKeys.Latest"/> names.</param>
    public void Learn(RedisKey chain, RedisValue[] latest)
    {
        var (key, head) = ((string)chain!, EventHead.Read(latest[0], latest[1], latest[2]));
        if (_heads.Find(key).Number < head.Number)
        {
            _heads.Keep(key, head);
        }
    }
}
