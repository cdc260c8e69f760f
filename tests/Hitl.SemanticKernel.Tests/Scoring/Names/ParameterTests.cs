using System.Text.Json;

namespace Hitl.SemanticKernel.Tests.Scoring.Names;

public class ParameterTests
{
    [Theory]
    [InlineData("get_balance", "iban")]
    [InlineData("search_mail", "recipient cc subject")]
    [InlineData("list_files", "recursive path all")]
    [InlineData("get_permissions", "role user_id")]
    [InlineData("convert_currency", "amount currency")]
    [InlineData("validate_sql", "sql")]
    [InlineData("list_users", "include_deleted deleted delete_date")]
    [InlineData("get_page", "force refresh")]
    [InlineData("verify_identity", "password")]
    public void What_reads_stays_so_whatever_it_is_asked_about(string name, string parameters) => Assert.True(Score(name, parameters).IsReadOnly);

    [Theory]
    [InlineData("get_report", "delete_after", RiskFlags.Destructive)]
    [InlineData("get_report", "confirm_delete", RiskFlags.Destructive)]
    [InlineData("get_report", "overwrite", RiskFlags.Destructive)]
    [InlineData("get_report", "andPurge", RiskFlags.Destructive)]
    [InlineData("get_account", "new_password", RiskFlags.Privilege)]
    [InlineData("get_message", "mark_as_read", RiskFlags.None)]
    [InlineData("frobnicate", "delete", RiskFlags.Destructive)]
    public void Some_parameters_are_for_no_tool_that_reads(string name, string parameters, RiskFlags flags)
    {
        var risk = Score(name, parameters);

        Assert.Equal((flags, false, true), (risk.Flags, risk.IsReadOnly, risk.IsKnown));
        Assert.InRange(risk.Score, 0.7, 1);
        Assert.Contains(risk.Reasons, r => r.Source == "parameter");
    }

    [Theory]
    [InlineData("amount currency", RiskFlags.Financial)]
    [InlineData("amount unit", RiskFlags.None)]
    [InlineData("payeeIban", RiskFlags.Financial)]
    [InlineData("recipients", RiskFlags.External)]
    [InlineData("to subject body", RiskFlags.External)]
    [InlineData("to from", RiskFlags.None)]
    [InlineData("user-password", RiskFlags.Privilege)]
    [InlineData("role", RiskFlags.Privilege)]
    [InlineData("sql", RiskFlags.CodeExecution)]
    [InlineData("force recursive", RiskFlags.Destructive)]
    [InlineData("permanent", RiskFlags.Irreversible)]
    [InlineData("apply_to_all", RiskFlags.Bulk)]
    [InlineData("dry_run title", RiskFlags.None)]
    public void Parameters_say_what_a_change_is_about(string parameters, RiskFlags flags) => Assert.Equal(flags, Score("update_item", parameters).Flags);

    [Theory]
    [InlineData("{}")]
    [InlineData("true")]
    [InlineData("""{"properties":[]}""")]
    public void A_schema_without_parameters_says_nothing(string schema) =>
        Assert.True(new NameRiskScorer([]).Score(Some.Call("get_report").Tool with { ArgumentsSchema = JsonElement.Parse(schema) }).IsReadOnly);

    private static RiskAssessment Score(string name, string parameters)
    {
        var schema = JsonSerializer.SerializeToElement(new { properties = parameters.Split(' ').ToDictionary(p => p, _ => new { type = "string" }) });
        return new NameRiskScorer([]).Score(Some.Call(name).Tool with { ArgumentsSchema = schema });
    }
}
