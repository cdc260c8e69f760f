using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace Hitl.Memory.Tests;

/// <summary>Runs a theory once for each <see cref="StoreKind"/>, which is its first argument; values given here come after it.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class AllStoresAttribute(params object?[] values) : DataAttribute
{
    public IReadOnlyList<object?> Values { get; } = values;

    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([.. Enum.GetValues<StoreKind>().Select(ITheoryDataRow (kind) => ConvertDataRow((object?[])[kind, .. Values]))]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
