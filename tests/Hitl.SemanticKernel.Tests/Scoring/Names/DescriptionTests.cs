namespace Hitl.SemanticKernel.Tests.Scoring.Names;

public class DescriptionTests
{
    [Theory]
    [InlineData("Deletes the old report and returns the new one.", RiskFlags.Destructive)]
    [InlineData("Returns the report and emails it to the owner. Sends the result to the team.", RiskFlags.External)]
    [InlineData("Gets the report. Then permanently deletes it", RiskFlags.Destructive | RiskFlags.Irreversible)]
    [InlineData("This tool will delete all reports.", RiskFlags.Destructive | RiskFlags.Bulk)]
    [InlineData("Use this tool to refund an order.", RiskFlags.Financial)]
    [InlineData("Fetches the report\nand revokes the old token", RiskFlags.Privilege)]
    [InlineData("Updates the report.", RiskFlags.None)]
    [InlineData("Deletes the report and does not ask.", RiskFlags.Destructive)]
    [InlineData("Deletes the report. This cannot be undone.", RiskFlags.Destructive | RiskFlags.Irreversible)]
    public void A_description_that_does_something_raises_a_name_that_reads(string description, RiskFlags flags)
    {
        var risk = Score("get_report", description);

        Assert.False(risk.IsReadOnly);
        Assert.Equal(flags, risk.Flags);
        Assert.InRange(risk.Score, 0.7, 1);
        Assert.Contains(risk.Reasons, r => r.Source == "description");
    }

    [Theory]
    [InlineData("Returns the report.")]
    [InlineData("Gets a report; does not delete or change anything.")]
    [InlineData("Read-only. Never sends mail, deletes the report or writes to disk.")]
    [InlineData("Reads a report without deleting it")]
    [InlineData("Returns orders and refunds of a customer.")]
    [InlineData("Use this tool to find reports that someone deleted.")]
    [InlineData("Provides the link that opens the page.")]
    [InlineData("Shows which users may delete a report.")]
    [InlineData("Orders by customer, newest first.")]
    [InlineData("Runs a search over all reports.")]
    [InlineData("No data is deleted. Nothing is sent.")]
    [InlineData("Lists payments, transfers and messages")]
    [InlineData("")]
    public void What_only_reads_stays_so(string description) => Assert.True(Score("get_report", description).IsReadOnly);

    [Fact]
    public void A_description_makes_a_tool_known_as_reading_only_when_it_is_believed()
    {
        var tool = Tool("frobnicate", "Returns the temperature of a room.");

        Assert.False(new NameRiskScorer([]).Score(tool).IsKnown);
        Assert.False(new NameRiskScorer(["Other-*"]).Score(tool).IsKnown);
        Assert.True(new NameRiskScorer(["frob*"]).Score(tool).IsReadOnly);
        Assert.True(new NameRiskScorer([]).Score(tool with { IsDescribedInCode = true }).IsReadOnly);
    }

    [Theory]
    [InlineData("Room temperature.")]
    [InlineData("Wobbles the sensor and returns its state.")]
    [InlineData("Never returns.")]
    public void A_description_that_says_nothing_leaves_a_tool_unknown(string description) =>
        Assert.False(Score("frobnicate", description, isBelieved: true).IsKnown);

    [Fact]
    public void A_description_never_lowers_what_the_name_says()
    {
        var risk = Score("delete_report", "Returns the report. Only reads.", isBelieved: true);

        Assert.Equal((0.9, RiskFlags.Destructive, false), (risk.Score, risk.Flags, risk.IsReadOnly));
    }

    [Fact]
    public void A_description_that_does_something_counts_for_an_unknown_name_too()
    {
        var risk = Score("frobnicate", "Returns the state. Deletes the log.", isBelieved: true);

        Assert.Equal((0.9, RiskFlags.Destructive, true), (risk.Score, risk.Flags, risk.IsKnown));
    }

    [Fact]
    public void Long_descriptions_are_cut() =>
        Assert.True(Score("get_report", string.Concat(Enumerable.Repeat("and then ", 200_000))).IsReadOnly);

    private static RiskAssessment Score(string name, string description, bool isBelieved = false) =>
        new NameRiskScorer([]).Score(Tool(name, description) with { IsDescribedInCode = isBelieved });

    private static ToolDefinition Tool(string name, string description) => Some.Call(name).Tool with { Description = description };
}
