using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.AI;

namespace Hitl.SemanticKernel.Tests.Chat;

/// <summary>Plain functions of a shop whose runs are counted: one that only reads, one that waits, one that fails.</summary>
internal sealed class ShopTools
{
    public ConcurrentQueue<string> Effects { get; } = new();

    /// <summary>What the refund does while it runs.</summary>
    public Func<string, Task> Refunding { get; set; } = _ => Task.CompletedTask;

    public AIFunction Lookup => AIFunctionFactory.Create(LookupAsync, "lookup_order");

    public AIFunction Refund => AIFunctionFactory.Create(RefundAsync, "refund_order");

    public AIFunction Broken => AIFunctionFactory.Create(BrokenAsync, "read_stock");

    public IReadOnlyList<AITool> All => [Lookup, Refund, Broken];

    [Oversight(ReadOnly = true)]
    private Task<string> LookupAsync(string id)
    {
        Effects.Enqueue($"lookup {id}");
        return Task.FromResult($"order {id}");
    }

    [Oversight(Flags = RiskFlags.Financial)]
    private async Task<string> RefundAsync(string id, decimal amount)
    {
        Effects.Enqueue(string.Create(CultureInfo.InvariantCulture, $"refund {id} {amount}"));
        await Refunding(id);
        return $"refunded {id}";
    }

    [Oversight(ReadOnly = true)]
    private Task<string> BrokenAsync(string id)
    {
        Effects.Enqueue($"broken {id}");
        throw new InvalidOperationException($"no {id}");
    }
}
