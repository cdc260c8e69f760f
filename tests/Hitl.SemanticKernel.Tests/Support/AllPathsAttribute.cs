using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace Hitl.SemanticKernel.Tests.Support;

/// <summary>Runs a theory for each server, way to the model, and with streaming and without: its first three arguments.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class AllPathsAttribute(params object?[] values) : DataAttribute
{
    public IReadOnlyList<object?> Values { get; } = values;

    /// <summary>Whether the embedded server is enough, because the test is not about the store.</summary>
    public bool EmbeddedOnly { get; set; }

    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker)
    {
        ServerKind[] servers = EmbeddedOnly ? [ServerKind.Embedded] : Enum.GetValues<ServerKind>();
        var rows =
            from server in servers
            from path in Enum.GetValues<ModelPath>()
            from streaming in new[] { false, true }
            select (ITheoryDataRow)ConvertDataRow((object?[])[server, path, streaming, .. Values]);
        return new([.. rows]);
    }

    public override bool SupportsDiscoveryEnumeration() => true;
}
