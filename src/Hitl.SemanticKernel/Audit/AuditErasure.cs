using Hitl.Memory;
using StackExchange.Redis;

namespace Hitl.SemanticKernel;

/// <summary>Erases contents, and puts on record who did it and why.</summary>
internal sealed class AuditErasure(RedisStore store, EventWriter events)
{
    /// <summary>KEYS: head. ARGV: 1 schema, 2 no run, 3.. numbers; without any, all.</summary>
    private static readonly string Erase = EventScript.With("""
        if not latest[1] then return { 'missing' } end
        event()
        local numbers, erased = {}, 0
        for i = 3, #ARGV do numbers[#numbers + 1] = ARGV[i] end
        if #numbers == 0 then
          for n = tonumber(redis.call('HGET', EVENTS, 'bn') or '0') + 1, tonumber(latest[1]) do numbers[#numbers + 1] = text(n) end
        end
        for _, number in ipairs(numbers) do erased = erased + redis.call('HDEL', EVENTS, 'c:' .. number) end
        return { 'ok', erased }
        """);

    public async Task<int> EraseAsync(string threadId, IReadOnlyCollection<long>? numbers, Reviewer by, string reason, CancellationToken cancellationToken)
    {
        var draft = new EventDraft
        {
            Kind = EventKinds.ContentErased,
            ThreadId = threadId,
            Actor = EventActor.Of(by),
            Data = new Dictionary<string, string> { [ErasedEvents.Name] = numbers is null ? ErasedEvents.All : ErasedEvents.Text(numbers) },
            Content = new EventContent { ActorName = by.Name, Text = reason },
        };
        RedisValue[] values = [ThreadScript.SchemaVersion, string.Empty, .. (numbers ?? []).Select(n => (RedisValue)n)];
        var reply = await events.TransitionAsync(Erase, [store.Keys.Thread(threadId).Head], values, draft, cancellationToken).ConfigureAwait(false);
        return (string)reply[0]! == "missing" ? throw new UnknownThreadException(threadId) : (int)reply[1];
    }
}
