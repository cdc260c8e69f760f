using System.Diagnostics;
using System.Text.Json;

namespace Hitl.SemanticKernel.Tests.Scoring.Content;

public class ContentLimitsTests
{
    public static TheoryData<string, string> Hostile => new()
    {
        { "sql", new string('(', 300_000) },
        { "sql", "SELECT " + new string('(', 4_000) + "1" + new string(')', 4_000) },
        { "sql", "DELETE FROM t WHERE " + new string('(', 2_000) + "1=1" + new string(')', 2_000) },
        { "sql", "DELETE FROM t WHERE x=1" + string.Concat(Enumerable.Repeat(" OR x=1", 40_000)) },
        { "sql", "DELETE FROM t WHERE " + string.Concat(Enumerable.Repeat("NOT ", 60_000)) + "x" },
        { "sql", string.Concat(Enumerable.Repeat("BEGIN ", 40_000)) },
        { "sql", string.Concat(Enumerable.Repeat("/*", 100_000)) },
        { "sql", "SELECT " + new string('-', 200_000) },
        { "sql", "SELECT " + string.Concat(Enumerable.Repeat("- ", 3_000)) + "1" },
        { "sql", "SELECT '" + new string('\'', 200_000) },
        { "sql", string.Concat(Enumerable.Repeat("EXEC('", 30_000)) },
        { "text", string.Concat(Enumerable.Repeat("DROP TABLE a b c\n", 12_000)) + ";" },
        { "text", string.Concat(Enumerable.Repeat("delete;", 30_000)) },
        { "text", string.Concat(Enumerable.Repeat("' or ", 40_000)) },
        { "command", string.Concat(Enumerable.Repeat("sh -c \"", 20_000)) },
        { "command", string.Concat(Enumerable.Repeat("$(", 100_000)) },
        { "command", new string('|', 200_000) },
        { "text", string.Concat(Enumerable.Repeat("rm x;", 40_000)) },
        { "path", string.Concat(Enumerable.Repeat("../", 80_000)) },
        { "path", string.Concat(Enumerable.Repeat("%25", 80_000)) },
        { "url", "http://" + new string('a', 200_000) },
        { "text", string.Concat(Enumerable.Repeat("http://a", 30_000)) },
        { "text", new string('@', 200_000) },
        { "text", string.Concat(Enumerable.Repeat("a@", 100_000)) },
        { "text", new string('x', 2_000_000) },
        { "text", string.Concat(Enumerable.Repeat("[", 200_000)) + "]" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Hostile_text_is_read_in_bounded_time(string argument, string text)
    {
        Contents.Score("run", argument, "warm");
        var watch = Stopwatch.StartNew();
        Contents.Score("run", argument, text, o => o.OrganisationDomains.Add("example.com"));

        // Generous, for machines that are busy; what is not bounded takes minutes.
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Text_beyond_the_limit_is_a_risk()
    {
        var risk = Contents.Score("save", "text", new string('x', 2_000) + "DROP TABLE a", o => o.MaxCharacters = 1_500);

        Assert.Equal(0.7, risk.Score);
        Assert.Contains("more text than is read", Assert.Single(risk.Reasons).Text, StringComparison.Ordinal);
        Contents.AssertHarmless(Contents.Score("save", "text", new string('x', 200_000)));
    }

    [Fact]
    public void The_limit_is_that_of_all_texts_together() =>
        Assert.Equal(0.7, Contents.ScoreJson("save", $$"""{"a":["{{new string('x', 900)}}","{{new string('y', 900)}}"]}""", o => o.MaxCharacters = 1_500).Score);

    [Fact]
    public void Deep_nesting_is_maximal_risk()
    {
        var arguments = JsonElement.Parse(new string('[', 1_000) + new string(']', 1_000), new JsonDocumentOptions { MaxDepth = 2_000 });
        var call = Some.Call("save") with { Arguments = JsonElement.Parse("{\"a\":" + arguments.GetRawText() + "}", new JsonDocumentOptions { MaxDepth = 2_000 }) };

        Assert.Equal(1, Contents.Score(call).Score);
    }

    [Fact]
    public void Long_sql_that_is_not_read_to_its_end_waits() =>
        Assert.InRange(Contents.Score("run_sql", "sql", "SELECT * FROM t WHERE a IN (" + string.Join(',', Enumerable.Range(0, 5_000)) + ")").Score, 0.7, 1);

    [Fact]
    public void Reasons_name_the_argument_and_stay_few()
    {
        var risk = Contents.ScoreJson("save", JsonSerializer.Serialize(Enumerable.Range(0, 500).ToDictionary(i => $"a{i}\u001b[2J", _ => "DROP TABLE users")));

        Assert.InRange(risk.Reasons.Count, 1, 32);
        Assert.All(risk.Reasons, r => Assert.DoesNotContain('\u001b', r.Text));
    }

    [Fact]
    public void Content_makes_no_unknown_tool_known()
    {
        var risk = Contents.Score("frobnicate", "sql", "UPDATE t SET a = 1 WHERE b = 2");

        Assert.Equal((false, 0.5), (risk.IsKnown, risk.Score));
    }
}
