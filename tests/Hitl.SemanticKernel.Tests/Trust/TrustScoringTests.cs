using Hitl.SemanticKernel.Tests.Scoring;
using Microsoft.Extensions.DependencyInjection;

namespace Hitl.SemanticKernel.Tests.Trust;

/// <summary>Signals of the app beside those in the box, and signals that misbehave.</summary>
public class TrustScoringTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_signal_of_the_app_is_pooled_by_its_weight_and_one_without_anything_to_say_counts_nothing()
    {
        var judged = await JudgeAsync(new Signal(() => new("a", 0.9, 3, "good")), new Signal(() => null), new Signal(() => new("b", 0.2, 1, "bad")));

        // (3 ln 9 - ln 4) / 4
        var pooled = 1 / (1 + Math.Exp(-((3 * Math.Log(9)) - Math.Log(4)) / 4));
        Assert.Equal(pooled, judged.Trust.Score!.Value, 9);
        Assert.Equal(["a", "b"], judged.Trust.Evidence.Select(e => e.Source));
        Assert.Equal((true, Verdict.Monitor), (judged.Trust.IsComplete, judged.Verdict));
    }

    [Fact]
    public async Task A_risk_that_is_watched_waits_when_a_signal_of_the_app_does_not_trust_it() =>
        Assert.Equal(Verdict.Review, (await JudgeAsync(new Signal(() => new("a", 0.3, 1, "bad")))).Verdict);

    [Fact]
    public async Task Without_any_evidence_there_is_no_score()
    {
        var judged = await JudgeAsync();
        Assert.Null(judged.Trust.Score);
        Assert.Equal((true, Verdict.Monitor), (judged.Trust.IsComplete, judged.Verdict));
    }

    [Fact]
    public async Task A_certain_signal_cannot_outweigh_all_others()
    {
        var judged = await JudgeAsync(new Signal(() => new("a", 1, 1, "sure")), new Signal(() => new("b", 0, 1, "never")));
        Assert.Equal(0.5, judged.Trust.Score!.Value, 9);
    }

    [Theory]
    [InlineData(double.NaN, 1)]
    [InlineData(-0.1, 1)]
    [InlineData(1.1, 1)]
    [InlineData(0.9, 0)]
    [InlineData(0.9, -1)]
    [InlineData(0.9, double.NaN)]
    [InlineData(0.9, double.PositiveInfinity)]
    public async Task Numbers_that_make_no_sense_make_the_call_wait(double score, double weight)
    {
        var judged = await JudgeAsync(new Signal(() => new("a", score, weight, "odd")));
        Assert.Equal((false, Verdict.Review), (judged.Trust.IsComplete, judged.Verdict));
        Assert.Contains("Signal gave", Assert.Single(judged.Trust.Evidence).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signal_that_throws_makes_the_call_wait_and_its_message_is_not_repeated()
    {
        var judged = await JudgeAsync(new Signal(() => throw new InvalidOperationException("secret")));
        Assert.Equal((false, Verdict.Review), (judged.Trust.IsComplete, judged.Verdict));
        Assert.Equal("Signal failed with InvalidOperationException, so the call is not trusted", Assert.Single(judged.Trust.Evidence).Reason);
    }

    [Fact]
    public async Task A_signal_that_hangs_makes_the_call_wait()
    {
        using var release = new ManualResetEventSlim();
        var judged = await JudgeAsync(new Signal(() =>
        {
            release.Wait(Cancellation);
            return null;
        }));
        release.Set();
        Assert.Equal((false, Verdict.Review), (judged.Trust.IsComplete, judged.Verdict));
        Assert.Contains("took too long", Assert.Single(judged.Trust.Evidence).Reason, StringComparison.Ordinal);
    }

    private static async Task<Judgment> JudgeAsync(params ITrustSignal[] signals)
    {
        var services = new ServiceCollection();
        services.AddHitl();
        foreach (var signal in signals)
        {
            services.AddSingleton(signal);
        }

        await using var provider = services.BuildServiceProvider();
        var call = Some.Call("Save", declaration: new OversightDeclaration(0.5, RiskFlags.None, false, false));
        return await provider.GetRequiredService<CallJudge>().JudgeAsync(call, Cancellation);
    }

    private sealed class Signal(Func<TrustEvidence?> says) : ITrustSignal
    {
        public ValueTask<TrustEvidence?> AssessAsync(ToolCall call, RiskAssessment risk, CancellationToken cancellationToken = default) => ValueTask.FromResult(says());
    }
}
