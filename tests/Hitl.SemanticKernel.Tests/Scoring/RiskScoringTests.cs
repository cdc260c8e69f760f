using Microsoft.Extensions.Options;

namespace Hitl.SemanticKernel.Tests.Scoring;

public class RiskScoringTests
{
    [Fact]
    public async Task What_is_declared_is_not_judged_by_its_name()
    {
        var declared = await Assess(Some.Call("ProcessReport", declaration: new(null, RiskFlags.None, ReadOnly: true, Idempotent: false)), Tools());
        var named = await Assess(Some.Call("ProcessReport"), Tools());

        Assert.True(declared.IsReadOnly);
        Assert.Equal(0.7, named.Score);
    }

    [Fact]
    public async Task Only_idempotency_declared_keeps_the_risk_of_the_name()
    {
        var risk = await Assess(Some.Call("DeleteUser", declaration: new(null, RiskFlags.None, ReadOnly: false, Idempotent: true)), Tools());

        Assert.Equal((RiskFlags.Destructive, true, true), (risk.Flags, risk.IsIdempotent, risk.CanRunAgain));
    }

    [Fact]
    public async Task The_scorers_of_the_app_raise_the_risk()
    {
        var risk = await Assess(
            Some.Call("GetUser"),
            Tools(),
            new Scorer(_ => new() { Score = 0.4, Flags = RiskFlags.Privacy, Reasons = [new("mine", "because")] }),
            new Scorer(_ => RiskAssessment.Unknown));

        Assert.Equal((0.4, RiskFlags.Privacy, false, true, false), (risk.Score, risk.Flags, risk.IsReadOnly, risk.IsKnown, risk.CanRunAgain));
        Assert.Equal(["name", "mine"], risk.Reasons.Select(r => r.Source));
    }

    [Fact]
    public async Task A_little_risk_leaves_a_read_a_read() =>
        Assert.True((await Assess(Some.Call("GetUser"), Tools(), new Scorer(_ => new() { Score = 0.1 }))).CanRunAgain);

    [Fact]
    public async Task Nothing_known_stays_unknown() => Assert.False((await Assess(Some.Call("Frobnicate"), Tools())).IsKnown);

    [Fact]
    public async Task No_scorers_know_nothing() => Assert.False((await Assess(Some.Call("Get"))).IsKnown);

    public static TheoryData<Func<ToolCall, RiskAssessment>> Failures => new(
        _ => throw new InvalidOperationException("secret"),
        _ => throw new OperationCanceledException(),
        _ => null!,
        _ => new() { Score = double.NaN },
        _ => new() { Score = -0.1 },
        _ => new() { Score = double.PositiveInfinity });

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_scorer_that_fails_counts_as_maximal_risk(Func<ToolCall, RiskAssessment> failing)
    {
        var risk = await Assess(Some.Call("GetUser"), Tools(), new Scorer(failing));

        Assert.Equal((1, false), (risk.Score, risk.IsReadOnly));
        Assert.Equal(Verdict.Review, Some.Verdict(Some.Call("GetUser"), risk));
        Assert.DoesNotContain(risk.Reasons, r => r.Text.Contains("secret", StringComparison.Ordinal));
        Assert.Contains(risk.Reasons, r => r.Text.Contains(nameof(Scorer), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Cancellation_passes_through()
    {
        using var cancelled = new CancellationTokenSource();
        var scoring = new RiskScoring([new Scorer(_ =>
        {
            cancelled.Cancel();
            throw new OperationCanceledException(cancelled.Token);
        })], Some.Limit());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await scoring.AssessAsync(Some.Call("Get"), cancelled.Token));
    }

    private static ToolRiskScorer Tools() => new(Options.Create(new HitlOptions()));

    private static async Task<RiskAssessment> Assess(ToolCall call, params IRiskScorer[] scorers) =>
        await new RiskScoring(scorers, Some.Limit()).AssessAsync(call, CancellationToken.None);

    private sealed class Scorer(Func<ToolCall, RiskAssessment> score) : IRiskScorer
    {
        public ValueTask<RiskAssessment> ScoreAsync(ToolCall call, CancellationToken cancellationToken = default) => new(score(call));
    }
}
