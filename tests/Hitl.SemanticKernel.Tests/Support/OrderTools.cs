using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel.Tests.Support;

/// <summary>Tools of a shop whose runs are counted: one that only reads, one that waits, one that fails.</summary>
internal sealed class OrderTools
{
    public ConcurrentQueue<string> Effects { get; } = new();

    [KernelFunction, Oversight(ReadOnly = true)]
    public string Lookup(string id)
    {
        Effects.Enqueue($"lookup {id}");
        return $"order {id}";
    }

    [KernelFunction, Oversight(Flags = RiskFlags.Financial)]
    public string Refund(string id, decimal amount)
    {
        Effects.Enqueue(string.Create(CultureInfo.InvariantCulture, $"refund {id} {amount}"));
        return $"refunded {id}";
    }

    [KernelFunction, Oversight(ReadOnly = true)]
    public string Broken(string id)
    {
        Effects.Enqueue($"broken {id}");
        throw new InvalidOperationException($"no {id}");
    }

    public void AddTo(Kernel kernel) => kernel.Plugins.AddFromObject(this, "Orders");
}
