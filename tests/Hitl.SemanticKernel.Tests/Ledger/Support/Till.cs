using Microsoft.SemanticKernel;
using StackExchange.Redis;

namespace Hitl.SemanticKernel.Tests.Ledger;

/// <summary>Tools whose effects are written to the server, so that they can be counted from every process.</summary>
internal sealed class Till(IDatabase database, string prefix)
{
    /// <summary>Is awaited before a tool has its effect.</summary>
    public Func<string, string, CancellationToken, Task>? Before { get; set; }

    /// <summary>Is awaited after a tool had its effect.</summary>
    public Func<string, string, CancellationToken, Task>? After { get; set; }

    /// <summary>The effects on a thread, in order: tool, argument and idempotency key.</summary>
    public async Task<List<(string What, string Key)>> EffectsAsync(string threadId) =>
        [.. (await database.ListRangeAsync(Key(threadId))).Select(e => e.ToString().Split('#')).Select(e => (e[0], e[1]))];

    /// <summary>The effects on a thread without their keys.</summary>
    public async Task<List<string>> DoneAsync(string threadId) => [.. (await EffectsAsync(threadId)).Select(e => e.What)];

    [KernelFunction, Oversight(Flags = RiskFlags.Financial)]
    public Task<string> Pay(string what, CancellationToken cancellationToken) => RunAsync("Pay", what, cancellationToken);

    [KernelFunction, Oversight(Flags = RiskFlags.Financial, Idempotent = true)]
    public Task<string> Transfer(string what, CancellationToken cancellationToken) => RunAsync("Transfer", what, cancellationToken);

    [KernelFunction, Oversight(Risk = 0.1)]
    public Task<string> Note(string what, CancellationToken cancellationToken) => RunAsync("Note", what, cancellationToken);

    [KernelFunction, Oversight(Risk = 0.1, Idempotent = true)]
    public Task<string> Put(string what, CancellationToken cancellationToken) => RunAsync("Put", what, cancellationToken);

    /// <summary>Notes two things, each with a call of its own.</summary>
    [KernelFunction, Oversight(Risk = 0.1)]
    public static async Task<string> Both(string what, Kernel kernel)
    {
        var first = await kernel.InvokeAsync<string>("Till", "Note", new() { ["what"] = what + "1" });
        return $"{first}, {await kernel.InvokeAsync<string>("Till", "Note", new() { ["what"] = what + "2" })}";
    }

    [KernelFunction, Oversight(ReadOnly = true)]
    public Task<string> Look(string what, CancellationToken cancellationToken) => RunAsync("Look", what, cancellationToken);

    [KernelFunction, Oversight(Risk = 0.1)]
    public Task<string> Fetch(string what, CancellationToken cancellationToken) => RunAsync("Fetch", what, cancellationToken);

    [KernelFunction, Oversight(Risk = 0.1)]
    public Task<string> Tell(string what, CancellationToken cancellationToken) => RunAsync("Tell", what, cancellationToken);

    private async Task<string> RunAsync(string tool, string what, CancellationToken cancellationToken)
    {
        var call = CurrentCall.Value!;
        await (Before?.Invoke(tool, what, cancellationToken) ?? Task.CompletedTask);
        await database.ListRightPushAsync(Key(call.ThreadId), $"{tool} {what}#{call.IdempotencyKey}");
        await (After?.Invoke(tool, what, cancellationToken) ?? Task.CompletedTask);
        return $"{tool} {what} ok";
    }

    private RedisKey Key(string threadId) => $"{prefix}-effects:{threadId}";
}
