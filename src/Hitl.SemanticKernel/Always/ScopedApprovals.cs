using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Hitl.Memory;
using StackExchange.Redis;

namespace Hitl.SemanticKernel;

/// <summary>The approvals that hold for further calls: <see cref="ReviewDesk.ApproveAlwaysAsync"/> makes them.</summary>
/// <remarks>What one of them lets run says so in its reason (<see cref="CallRecord.PolicyReason"/>). A process may know of a new one a second late; a revoked one covers nothing from then on. Safe for concurrent use.</remarks>
public sealed class ScopedApprovals
{
    /// <summary>How many approvals a tool can have: 100.</summary>
    public const int MaxPerTool = 100;

    private readonly RedisStore _store;
    private readonly EventWriter _events;
    private readonly StopFeed _feed;

    internal ScopedApprovals(RedisStore store, EventWriter events, StopFeed feed) => (_store, _events, _feed) = (store, events, feed);

    /// <summary>Lists the approvals of all tools, those that are over included until the tool gets another one.</summary>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    public async Task<IReadOnlyList<ScopedApproval>> ListAsync(CancellationToken cancellationToken = default)
    {
        var tools = await AskAsync(database => database.SetMembersAsync(Tools), cancellationToken).ConfigureAwait(false);
        var all = await Task.WhenAll(tools.Select(tool => ReadAsync(tool!, cancellationToken))).ConfigureAwait(false);
        return [.. all.SelectMany(a => a).OrderBy(a => a.Tool, StringComparer.Ordinal).ThenBy(a => a.Id, StringComparer.Ordinal)];
    }

    /// <summary>Revokes an approval. Calls that it let through before stay.</summary>
    /// <param name="approval">The approval.</param>
    /// <param name="reviewer">Who revokes it. Who may do so is for your app to check.</param>
    /// <param name="cancellationToken">Cancels the wait for the answer; it may be revoked all the same.</param>
    /// <returns>Whether there was such an approval.</returns>
    /// <exception cref="ArgumentException">The reviewer has no valid id.</exception>
    /// <exception cref="OversightUnavailableException">The store did not answer.</exception>
    public async Task<bool> RevokeAsync(ScopedApproval approval, Reviewer reviewer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(approval);
        ArgumentNullException.ThrowIfNull(reviewer);
        if (reviewer.Problem is { } problem)
        {
            throw new ArgumentException($"This person cannot revoke: {problem}.", nameof(reviewer));
        }

        RedisValue[] values = [ThreadScript.SchemaVersion, string.Empty, approval.Id, approval.Tool];
        var reply = await _events.TransitionAsync(AlwaysScripts.Revoke, Keys(approval.Tool), values, Draft(EventKinds.AlwaysRevoked, approval, reviewer), cancellationToken).ConfigureAwait(false);
        await _feed.ChangedAsync().ConfigureAwait(false);
        return (string)reply[0]! == "ok";
    }

    /// <summary>Adds an approval.</summary>
    /// <exception cref="InvalidDecisionException">The tool has <see cref="MaxPerTool"/> already.</exception>
    internal async Task AddAsync(ScopedApproval approval, CancellationToken cancellationToken)
    {
        RedisValue[] values =
        [
            ThreadScript.SchemaVersion,
            string.Empty,
            approval.Id,
            JsonSerializer.SerializeToUtf8Bytes(approval, LedgerJson.Relaxed.ScopedApproval),
            approval.Until is { } until ? until.ToUnixTimeMilliseconds() : string.Empty,
            approval.Times is { } times ? times : string.Empty,
            approval.Tool,
            MaxPerTool,
        ];
        var reply = await _events.TransitionAsync(AlwaysScripts.Add, Keys(approval.Tool), values, Draft(EventKinds.AlwaysApproved, approval, approval.Reviewer), cancellationToken).ConfigureAwait(false);
        await _feed.ChangedAsync().ConfigureAwait(false);
        if ((string)reply[0]! == "full")
        {
            throw new InvalidDecisionException(approval.ReviewId, [$"the call was approved, but the tool has {MaxPerTool} approvals for further calls already: revoke some"]);
        }
    }

    /// <summary>Finds an approval that covers a call which would wait, and counts its use.</summary>
    /// <returns>Why the call runs, in words; <see langword="null"/> when nothing covers it.</returns>
    internal async ValueTask<string?> TryUseAsync(ToolCall call, Judgment judgment, CancellationToken cancellationToken)
    {
        try
        {
            if (!(await _feed.AlwaysToolsAsync(cancellationToken).ConfigureAwait(false)).Contains(call.Tool.Name))
            {
                return null;
            }

            foreach (var approval in await ReadAsync(call.Tool.Name, cancellationToken).ConfigureAwait(false))
            {
                if (AlwaysCoverage.Covers(approval, call, judgment.Decision)
                    && await UseAsync(approval, cancellationToken).ConfigureAwait(false) is { } used)
                {
                    return Explain(approval, used);
                }
            }

            return null;
        }
        catch (OversightUnavailableException)
        {
            // Then the call waits, or the pause says that the store is away.
            return null;
        }
    }

    internal static string NewId() => RandomNumberGenerator.GetString("0123456789abcdefghjkmnpqrstvwxyz", 12);

    private static string Explain(ScopedApproval approval, int used)
    {
        var times = approval.Times is { } most ? string.Create(CultureInfo.InvariantCulture, $", {used} of {most} times") : string.Empty;
        return $"'{approval.Reviewer.Id}' approved such calls of {approval.Tool} (approval {approval.Id}, with review {approval.ReviewId}{times}).";
    }

    private static EventDraft Draft(string kind, ScopedApproval approval, Reviewer by) => new()
    {
        Kind = kind,
        Actor = EventActor.Of(by),
        Data = new Dictionary<string, string> { ["approval"] = approval.Id, ["tool"] = approval.Tool, ["review"] = approval.ReviewId },
        Content = new EventContent { ActorName = by.Name, Text = JsonSerializer.Serialize(approval, LedgerJson.Relaxed.ScopedApproval) },
    };

    private RedisKey Hash => _store.Keys.Tagged("stops", "always");

    private RedisKey Tools => _store.Keys.Tagged("stops", "always:tools");

    private RedisKey Of(string tool) => _store.Keys.Tagged("stops", "always:tool:" + Keyspace.Escape(tool));

    private RedisKey[] Keys(string tool) => [StopKeys.Stops(_store.Keys), Hash, Tools, Of(tool)];

    private async Task<int?> UseAsync(ScopedApproval approval, CancellationToken cancellationToken)
    {
        var reply = await _store.TransitionAsync(AlwaysScripts.Use, [Hash], [approval.Id], cancellationToken).ConfigureAwait(false);
        return (string)reply[0]! == "ok" ? (int)reply[1] : null;
    }

    private async Task<IReadOnlyList<ScopedApproval>> ReadAsync(string tool, CancellationToken cancellationToken)
    {
        var ids = await AskAsync(database => database.SetMembersAsync(Of(tool)), cancellationToken).ConfigureAwait(false);
        if (ids.Length == 0)
        {
            return [];
        }

        var fields = await AskAsync(database => database.HashGetAsync(Hash, [.. ids.SelectMany(id => new RedisValue[] { $"d:{id}", $"n:{id}" })]), cancellationToken).ConfigureAwait(false);
        return [.. fields.Chunk(2).Where(f => !f[0].IsNull).Select(f => JsonSerializer.Deserialize((byte[])f[0]!, LedgerJson.Relaxed.ScopedApproval)! with { Used = (int)f[1] })];
    }

    private async Task<T> AskAsync<T>(Func<IDatabase, Task<T>> ask, CancellationToken cancellationToken)
    {
        try
        {
            var database = await _store.GetDatabaseAsync(cancellationToken).ConfigureAwait(false);
            return await RedisStore.CallAsync(ask(database), cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException e)
        {
            throw new OversightUnavailableException(e);
        }
    }
}
