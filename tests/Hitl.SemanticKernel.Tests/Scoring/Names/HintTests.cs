using Microsoft.Extensions.Options;

namespace Hitl.SemanticKernel.Tests.Scoring.Names;

public class HintTests
{
    [Fact]
    public void What_may_destroy_does_not_only_read()
    {
        var risk = Score("get_report", new ToolHints(Destructive: true));

        Assert.Equal((0.9, RiskFlags.Destructive, false), (risk.Score, risk.Flags, risk.IsReadOnly));
        Assert.Equal("hint", risk.Reasons[^1].Source);
    }

    [Fact]
    public void What_does_not_only_read_changes_something()
    {
        var risk = Score("get_report", new ToolHints(ReadOnly: false, Destructive: false));

        Assert.Equal((0.7, RiskFlags.None, false), (risk.Score, risk.Flags, risk.IsReadOnly));
    }

    [Fact]
    public void Hints_that_lower_count_only_from_trusted_sources()
    {
        var hints = new ToolHints(ReadOnly: true, Idempotent: true);

        Assert.False(Score("frobnicate", hints).IsKnown);
        Assert.Equal(0.9, Score("delete_report", hints).Score);
        Assert.False(Score("update_report", hints).IsIdempotent);
        Assert.True(Score("frobnicate", hints, "Srv-*").IsReadOnly);
        Assert.True(Score("update_report", hints, "Srv-update_report").IsReadOnly);
        Assert.False(Score("frobnicate", hints, "Other-*").IsKnown);
    }

    [Fact]
    public void A_trusted_hint_says_that_nothing_is_destroyed_or_that_a_call_may_run_again()
    {
        var risk = Score("reset_view", new ToolHints(ReadOnly: false, Destructive: false, Idempotent: true), "*");

        Assert.Equal((0.7, RiskFlags.None, true, false), (risk.Score, risk.Flags, risk.IsIdempotent, risk.IsReadOnly));
    }

    [Fact]
    public void The_open_world_counts_for_what_does_not_only_read()
    {
        Assert.True(Score("search_web", new ToolHints(OpenWorld: true)).IsReadOnly);
        Assert.Equal(RiskFlags.External, Score("create_note", new ToolHints(OpenWorld: true)).Flags);
        Assert.Equal((0.8, RiskFlags.External), (Score("frobnicate", new ToolHints(ReadOnly: false, OpenWorld: true)) is var r ? (r.Score, r.Flags) : default));
        Assert.False(Score("frobnicate", new ToolHints(OpenWorld: true)).IsKnown);
    }

    [Fact]
    public void A_hint_about_destruction_means_nothing_for_a_tool_that_reads() =>
        Assert.True(Score("get_report", new ToolHints(ReadOnly: true, Destructive: true)).IsReadOnly);

    [Fact]
    public void Rules_and_declarations_win_over_hints()
    {
        var call = Call("get_report", new ToolHints(Destructive: true));
        var declared = call with { Tool = call.Tool with { Declaration = new OversightDeclaration(null, RiskFlags.None, ReadOnly: true, Idempotent: false) } };
        var options = new HitlOptions { Rules = { new() { Function = "get_report", ReadOnly = true } } };

        Assert.True(new ToolRiskScorer(Options.Create(options)).Score(call).IsReadOnly);
        Assert.True(new ToolRiskScorer(Options.Create(new HitlOptions())).Score(declared).IsReadOnly);
        Assert.False(new ToolRiskScorer(Options.Create(new HitlOptions())).Score(call).IsReadOnly);
    }

    [Fact]
    public void A_tool_is_judged_once()
    {
        var options = new HitlOptions { Rules = { new() { Function = "other", ReadOnly = true } } };
        var scorer = new ToolRiskScorer(Options.Create(options));
        var call = Call("delete_report", new ToolHints(Destructive: true));
        var again = Call("update", null) is var c ? c with { Tool = c.Tool with { Declaration = new OversightDeclaration(null, RiskFlags.None, false, Idempotent: true) } } : c;

        Assert.Same(scorer.Score(call), scorer.Score(call with { CallId = "d" }));
        Assert.Same(scorer.Score(again), scorer.Score(again));
        Assert.True(scorer.Score(again).IsIdempotent);
    }

    [Fact]
    public void Personal_data_is_flagged_and_everyday_reads_are_not()
    {
        Assert.All(["get_ssn", "getEmployeeSalary", "read_medical_records", "get_passport_number"], name => Assert.Equal(
            (RiskFlags.Privacy, Verdict.Proceed), (Score(name, null).Flags, Some.Verdict(Some.Call(name), Score(name, null)))));
        Assert.All(["get_profile", "get_account", "list_customers", "get_user_details", "verify_ssn", "get_salary_bands"], name => Assert.True(Score(name, null).IsReadOnly, name));
        Assert.Equal((RiskFlags.Privacy, Verdict.Review), (Score("export_customers", null).Flags, Some.Verdict(Some.Call("export_customers"), Score("export_customers", null))));
    }

    private static RiskAssessment Score(string name, ToolHints? hints, params string[] trusted) => new NameRiskScorer(trusted).Score(Call(name, hints).Tool);

    private static ToolCall Call(string name, ToolHints? hints) => Some.Call(name, plugin: "Srv") is var call ? call with { Tool = call.Tool with { Hints = hints } } : call;
}
