using System.Linq.Expressions;

namespace Hitl.Benchmarks.Vectors;

/// <summary>Which records a search may find: for the truth, for the stores, and as each server writes it.</summary>
internal sealed record Selection(string Name, Func<int, bool> Matches, Expression<Func<BenchRecord, bool>>? Filter, string? VectorSet, string Search)
{
    public static Selection[] All { get; } =
    [
        new("all", _ => true, null, null, "*"),
        new("1%", i => i % 100 == 7, record => record.Hundredth == 7, ".Hundredth == 7", "(@hundredth:[7 7])"),
        new("50%", i => i % 2 == 0, record => record.Half, ".Half == 1", "(@half:{1})"),
    ];
}
