using Microsoft.Extensions.DependencyInjection;

namespace Hitl.SemanticKernel.Tests.Scoring.Content;

public class ContentEndToEndTests
{
    [Theory]
    [InlineData("get_orders", """{"sql":"SELECT * FROM orders"}""", Verdict.Proceed)]
    [InlineData("get_orders", """{"sql":"DELETE FROM orders"}""", Verdict.Review)]
    [InlineData("get_orders", """{"sql":"UPDATE orders SET a = 1 WHERE id = 7"}""", Verdict.Review)]
    [InlineData("get_page", """{"url":"https://example.com/"}""", Verdict.Proceed)]
    [InlineData("get_page", """{"url":"http://169.254.169.254/"}""", Verdict.Review)]
    [InlineData("read_file", """{"path":"notes/a.txt"}""", Verdict.Proceed)]
    [InlineData("read_file", """{"path":"../../etc/shadow"}""", Verdict.Review)]
    [InlineData("search_notes", """{"query":"how do I delete from my list and drop the rest"}""", Verdict.Proceed)]
    [InlineData("search_notes", """{"query":"x; rm -rf /"}""", Verdict.Review)]
    [InlineData("frobnicate", """{"sql":"UPDATE orders SET a = 1 WHERE id = 7"}""", Verdict.Review)]
    public async Task The_content_decides_where_the_name_does_not(string tool, string arguments, Verdict verdict)
    {
        var call = Some.Call(tool, arguments);

        var risk = await Scoring().AssessAsync(call, CancellationToken.None);

        Assert.Equal(verdict, Some.Verdict(call, risk));
    }

    [Fact]
    public async Task A_tool_that_is_declared_to_read_waits_for_what_does_not()
    {
        var call = Some.Call("Ask", """{"sql":"DROP TABLE orders"}""", declaration: new(null, RiskFlags.None, ReadOnly: true, Idempotent: true));

        var risk = await Scoring().AssessAsync(call, CancellationToken.None);

        Assert.False(risk.IsReadOnly);
        Assert.Equal(Verdict.Review, Some.Verdict(call, risk));
        Assert.Contains(risk.Reasons, r => r.Source == "sql");
    }

    private static RiskScoring Scoring(Action<HitlOptions>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddHitl(configure);
        services.AddHitl();
        return services.BuildServiceProvider().GetRequiredService<RiskScoring>();
    }
}
