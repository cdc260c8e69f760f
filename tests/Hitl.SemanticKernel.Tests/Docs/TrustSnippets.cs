using Hitl.Memory;
using Hitl.SemanticKernel.Tests.Ledger;
using Hitl.SemanticKernel.Tests.Scoring;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Connectors.OpenAI;
using FunctionCallContent = Microsoft.Extensions.AI.FunctionCallContent;

namespace Hitl.SemanticKernel.Tests.Docs;

/// <summary>What docs/trust.md shows.</summary>
public class TrustSnippets(RedisServers servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_signal_of_the_app_is_asked()
    {
        var services = new ServiceCollection();
        services.AddHitl();

        #region add-trust-signal
        services.AddSingleton<ITrustSignal, NewUsers>();
        #endregion

        await using var provider = services.BuildServiceProvider();
        var judge = provider.GetRequiredService<CallJudge>();
        Assert.Equal("account", Assert.Single((await judge.JudgeAsync(Some.Call("Save") with { UserId = "trial-7" }, Cancellation)).Trust.Evidence).Source);
        Assert.Empty((await judge.JudgeAsync(Some.Call("Save") with { UserId = "7" }, Cancellation)).Trust.Evidence);
    }

    [Fact]
    public async Task The_record_of_tools_is_read()
    {
        var server = await servers.GetAsync(ServerKind.Embedded);
        await using var app = new LedgerApp(server.Connection, server.NewPrefix());
        await app.InvokeAsync("t", "Pay a");
        await app.Desk.ApproveAsync(await app.ReviewAsync("t"), LedgerApp.Ana, cancellationToken: Cancellation);
        var record = app.Record;
        var lines = new List<string>();
        var cancellationToken = Cancellation;
        void Show(string line) => lines.Add(line);

        #region read-record
        foreach (var (tool, decided) in await record.ReadAsync(cancellationToken))
        {
            Show($"{tool}: {decided.Approved} approved, {decided.Edited} edited, {decided.Rejected} rejected");
        }
        #endregion

        Assert.Equal(["Till-Pay: 1 approved, 0 edited, 0 rejected"], lines);
    }

    [Fact]
    public void Log_probabilities_are_asked_for()
    {
        #region log-probabilities
        var settings = new OpenAIPromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto(), Logprobs = true };
        #endregion

        Assert.True(settings.Logprobs);
    }

    [Fact]
    public void A_client_says_it_itself()
    {
        double[] logProbabilities = [-0.1, -0.1];

        #region own-log-probabilities
        var message = new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("call-1", "Orders_Refund")]);
        (message.AdditionalProperties ??= [])[MessageProperties.LogProbabilities] = logProbabilities;
        #endregion

        Assert.Equal(Math.Exp(-0.1), TokenProbabilities.Of(message)!.Confidence("", "Orders-Refund", "{}")!.Value, 9);
    }

    [Fact]
    public async Task Self_consistency_is_added()
    {
        var services = new ServiceCollection();

        #region add-self-consistency
        services.AddHitl().AddSelfConsistency(options => options.Samples = 3);
        #endregion

        await using var provider = services.BuildServiceProvider();
        Assert.Single(provider.GetServices<ITrustSignal>().OfType<SelfConsistencySignal>());
    }
}
