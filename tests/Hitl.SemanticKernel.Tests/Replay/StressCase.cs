using CsCheck;

namespace Hitl.SemanticKernel.Tests.Replay;

/// <summary>What a call of a generated conversation does, and what the rules say of it.</summary>
public enum StressTool
{
    /// <summary>Runs.</summary>
    Read,

    /// <summary>Runs and is watched.</summary>
    Watched,

    /// <summary>Waits.</summary>
    Effect,

    /// <summary>Waits, and fails when it runs.</summary>
    FailingEffect,

    /// <summary>Runs and fails.</summary>
    Failing,

    /// <summary>Is not allowed.</summary>
    Denied,

    /// <summary>Does not exist.</summary>
    Missing,
}

/// <summary>A call, and what a person will decide if it waits.</summary>
public sealed record StressCall(StressTool Tool, DecisionKind Decision)
{
    public bool Waits => Tool is StressTool.Effect or StressTool.FailingEffect;
}

/// <summary>A conversation: turns of batches of calls, and choices that say when which process does what on which path.</summary>
public sealed record StressCase(StressCall[][][] Turns, bool SameIds, Durability Durability, int[] Choices)
{
    private static readonly Gen<StressCall> Call = Gen.Select(
        Gen.Frequency(
            (3, Gen.Const(StressTool.Read)),
            (1, Gen.Const(StressTool.Watched)),
            (6, Gen.Const(StressTool.Effect)),
            (1, Gen.Const(StressTool.FailingEffect)),
            (1, Gen.Const(StressTool.Failing)),
            (1, Gen.Const(StressTool.Denied)),
            (1, Gen.Const(StressTool.Missing))),
        Gen.Enum<DecisionKind>(),
        (tool, decision) => new StressCall(tool, decision));

    public static readonly Gen<StressCase> Any = Gen.Select(
        Call.Array[1, 5].Array[0, 3].Array[1, 2], Gen.Bool, Gen.Enum<Durability>(), Gen.Int[0, 1 << 20].Array[1, 40],
        (turns, ids, durability, choices) => new StressCase(turns, ids, durability, choices));

    public override string ToString() =>
        $"{string.Join(" | ", Turns.Select(t => string.Join(" ; ", t.Select(b => string.Join(" ", b.Select(c => c.Waits ? $"{c.Tool}/{c.Decision}" : $"{c.Tool}"))))))} ids {SameIds} {Durability} choices {string.Join(",", Choices)}";
}
