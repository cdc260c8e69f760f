using System.Reflection;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace Hitl.Testing;

/// <summary>Runs a theory once for each <see cref="ServerKind"/>, which is its first argument.</summary>
/// <remarks>Values given here are the arguments after it; use the attribute several times for several sets.</remarks>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class AllServersAttribute(params object?[] values) : DataAttribute
{
    public IReadOnlyList<object?> Values { get; } = values;

    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker)
    {
        var rows = Enum.GetValues<ServerKind>()
            .Select(ITheoryDataRow (kind) => ConvertDataRow((object?[])[kind, .. Values]));
        return new([.. rows]);
    }

    public override bool SupportsDiscoveryEnumeration() => true;
}
