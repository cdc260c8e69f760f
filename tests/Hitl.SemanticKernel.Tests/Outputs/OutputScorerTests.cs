using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace Hitl.SemanticKernel.Tests.Outputs;

/// <summary>What is found in answers.</summary>
public class OutputScorerTests
{
    private static readonly ChatMessage[] Said =
    [
        new(ChatRole.System, "You help a shop."),
        new(ChatRole.User, "Refund 12,50 € for order 1042 of March 3rd, please."),
        new(ChatRole.Assistant, [new FunctionCallContent("a", "Orders-Lookup", new Dictionary<string, object?> { ["id"] = "INV-2044" })]),
        new(ChatRole.Tool, [new FunctionResultContent("a", System.Text.Json.JsonElement.Parse("""{"total":1234.5,"paid":"2026-03-03","note":"He said: \"leave it at the\ndoor, please\""}"""))]),
    ];

    [Theory]
    [InlineData("Order 1042 comes to 1,234.50 EUR, paid on 3 March 2026.")]
    [InlineData("You paid €1234.50 on 03.03.2026.")]
    [InlineData("Es sind 1.234,50 € vom 3. März.")]
    [InlineData("You wrote of March 3rd, 2026, and of 3 March.")]
    [InlineData("INV-2044: 12.50 EUR")]
    [InlineData("There are 3 steps: 1. wait, 2. pay.")]
    [InlineData("He wrote “Leave it at the door — please”.")]
    [InlineData("It is called \"ok\".")]
    public async Task What_was_said_is_grounded(string answer) => Assert.Equal((0, null), await JudgeAsync(answer));

    [Theory]
    [InlineData("It comes to 49.90 EUR.", 0.7)]
    [InlineData("It comes to $1,235.", 0.7)]
    [InlineData("It arrives on 4 March 2026.", 0.7)]
    [InlineData("It arrives on 2026-04-03.", 0.7)]
    [InlineData("It is order 1043.", 0.5)]
    [InlineData("Orders 1043, 1044 and 1045.", 0.7)]
    [InlineData("The note says \"leave it with the neighbour\".", 0.7)]
    [InlineData("Er schrieb „bitte beim Nachbarn abgeben“.", 0.7)]
    public async Task What_nobody_said_is_not(string answer, double score)
    {
        var (found, heldBecause) = await JudgeAsync(answer);
        Assert.Equal(score, found);
        Assert.Equal(score >= 0.7, heldBecause is not null);
    }

    [Theory]
    [InlineData("We guarantee delivery tomorrow.")]
    [InlineData("You will receive a full refund.")]
    [InlineData("We'll waive your fee.")]
    [InlineData("Your late fee has been waived.")]
    [InlineData("You are legally entitled to a new one.")]
    [InlineData("Stop taking your medication.")]
    [InlineData("Wir garantieren die Lieferung.")]
    [InlineData("Sie erhalten eine volle Rückerstattung.")]
    [InlineData("Nous vous rembourserons demain.")]
    [InlineData("Vous serez intégralement remboursé.")]
    [InlineData("Garantizamos la entrega.")]
    [InlineData("Recibirá un reembolso completo.")]
    public async Task A_promise_is_held(string answer) => Assert.Equal(0.7, (await JudgeAsync(answer)).Score);

    [Theory]
    [InlineData("We cannot guarantee delivery tomorrow.")]
    [InlineData("We do not promise anything.")]
    [InlineData("Here is our refund policy.")]
    [InlineData("Wir garantieren nicht für die Lieferung.")]
    [InlineData("Nous ne garantissons pas la livraison.")]
    [InlineData("No garantizamos la entrega.")]
    [InlineData("Your refund was rejected.")]
    [InlineData("Did you receive a refund?")]
    public async Task What_is_no_promise_passes(string answer) => Assert.Equal((0, null), await JudgeAsync(answer));

    [Theory]
    [InlineData("The card is 4111 1111 1111 1111.", "card")]
    [InlineData("The card is ４１１１ １１１１ １１１１ １１１１.", "card")]
    [InlineData("Pay to DE89 3704 0044 0532 0130 00.", "bank account")]
    [InlineData("The key is AKIAIOSFODNN7EXAMPLA.", "token")]
    [InlineData("Her number is 219-09-9998.", "national")]
    public async Task Sensitive_data_is_held_and_not_repeated(string answer, string says)
    {
        var assessment = (await Review(o => (o.Grounding, o.Promises) = (false, false)).JudgeAsync(Output(answer), default)).Assessment;

        Assert.True(assessment.Flags.HasFlag(RiskFlags.Privacy));
        var reason = Assert.Single(assessment.Reasons).Text;
        Assert.Contains(says, reason, StringComparison.Ordinal);
        Assert.DoesNotContain(answer.Split(' ')[^2].TrimEnd('.'), reason.Replace("key", "", StringComparison.Ordinal).Split(' '));
    }

    [Fact]
    public async Task Promises_of_the_app_count_too()
    {
        var review = Review(o => o.PromisePatterns.Add("lifetime warranty"));
        Assert.NotNull((await review.JudgeAsync(Output("It has a LIFETIME warranty."), default)).HeldBecause);
        Assert.Null((await Review(_ => { }).JudgeAsync(Output("It has a LIFETIME warranty."), default)).HeldBecause);
    }

    [Fact]
    public async Task What_is_turned_off_is_not_searched_for()
    {
        var review = Review(o => (o.Grounding, o.Promises, o.SensitiveData) = (false, false, false));
        Assert.Null((await review.JudgeAsync(Output("We guarantee 4111 1111 1111 1111 for 49.90 EUR."), default)).HeldBecause);
    }

    [Fact]
    public async Task The_threshold_decides()
    {
        Assert.Null((await Review(o => o.ReviewFrom = 0.8).JudgeAsync(Output("We guarantee it."), default)).HeldBecause);
        Assert.NotNull((await Review(o => o.ReviewFrom = 0.5).JudgeAsync(Output("It is order 1043."), default)).HeldBecause);
    }

    public static TheoryData<Func<CancellationToken, ValueTask<RiskAssessment>>> Failures => new(
        _ => throw new InvalidTimeZoneException("secret"),
        async token =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return RiskAssessment.Unknown;
        },
        _ => new((RiskAssessment)null!),
        _ => new(new RiskAssessment { Score = double.NaN }));

    [Theory, MemberData(nameof(Failures))]
    public async Task A_scorer_that_fails_holds_the_answer(Func<CancellationToken, ValueTask<RiskAssessment>> scorer)
    {
        var (assessment, heldBecause) = await Review(o => o.ReviewFrom = 1, new Scorer(scorer)).JudgeAsync(Output("Hello."), default);

        Assert.Equal("The answer could not be scored completely.", heldBecause);
        Assert.DoesNotContain("secret", Assert.Single(assessment.Reasons).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flag_holds_whatever_the_score() =>
        Assert.NotNull((await Review(_ => { }, new Scorer(_ => new(new RiskAssessment { Flags = RiskFlags.Financial }))).JudgeAsync(Output("Hello."), default)).HeldBecause);

    [Fact]
    public async Task Hostile_answers_are_bounded()
    {
        var review = Review(_ => { });
        string[] answers = [new('9', 200_000), string.Concat(Enumerable.Repeat("1.2,", 50_000)), string.Concat(Enumerable.Repeat("\"a b c d e f", 20_000)), string.Concat(Enumerable.Repeat("you will receive a ", 10_000))];
        foreach (var answer in answers)
        {
            Assert.True((await review.JudgeAsync(Output(answer), default)).Assessment.Score is >= 0 and <= 1);
        }
    }

    [Fact]
    public async Task Long_conversations_are_searched_to_their_bound()
    {
        var filler = string.Concat(Enumerable.Repeat("In may the market of march 12 was open, 4.5 of 10 people said so. ", 15_000));
        ChatMessage[] said = [new(ChatRole.User, "It was 77.10 EUR on 5 June 2026."), new(ChatRole.User, filler)];
        ChatMessage[] tooLong = [said[0], said[1], new(ChatRole.User, filler)];

        Assert.Null((await Review(_ => { }).JudgeAsync(Output("77.10 EUR on June 5, 2026") with { Conversation = Conversation.Of(said) }, default)).HeldBecause);
        Assert.NotNull((await Review(_ => { }).JudgeAsync(Output("77.10 EUR") with { Conversation = Conversation.Of(tooLong) }, default)).HeldBecause);
    }

    private static async Task<(double Score, string? HeldBecause)> JudgeAsync(string answer)
    {
        var (assessment, heldBecause) = await Review(_ => { }).JudgeAsync(Output(answer), default);
        return (assessment.Score, heldBecause);
    }

    private static OutputReview Review(Action<OutputOptions> configure, params IOutputScorer[] scorers)
    {
        var options = new HitlOptions { ScoringTimeout = TimeSpan.FromMilliseconds(50), Output = { Enabled = true } };
        configure(options.Output);
        var wrapped = Options.Create(options);
        return new OutputReview(scorers, new TimeLimit(wrapped, TimeProvider.System), wrapped);
    }

    private static AgentOutput Output(string text) => new() { ThreadId = "t", Text = text, Conversation = Conversation.Of(Said) };

    private sealed class Scorer(Func<CancellationToken, ValueTask<RiskAssessment>> score) : IOutputScorer
    {
        public ValueTask<RiskAssessment> ScoreAsync(AgentOutput output, CancellationToken cancellationToken = default) => score(cancellationToken);
    }
}
