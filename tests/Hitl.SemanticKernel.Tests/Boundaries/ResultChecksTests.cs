using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel.Tests.Boundaries;

/// <summary>What is found in results.</summary>
public class ResultChecksTests
{
    private static readonly ToolDefinition Tool = Named("Orders", "Lookup");
    private static readonly ToolDefinition Database = Named("Database", "Query");

    [Theory]
    [InlineData("order 1042: 12.50 EUR")]
    [InlineData("""{"id":1,"error":null,"errors":[],"success":true}""")]
    [InlineData("""{"count":0}""")]
    [InlineData("""{"found":false}""")]
    [InlineData("[1] Smith, J. (2020). On results.")]
    [InlineData("[INFO] started\n[INFO] stopped")]
    [InlineData("[2026-01-01] a line of a log")]
    [InlineData("(see the manual)")]
    [InlineData("The error rate is 2%.")]
    [InlineData("""{"status":"failed","paymentId":7}""")]
    [InlineData("""{"status":404,"rooms":404}""")]
    [InlineData("""{"code":450,"name":"a colour"}""")]
    [InlineData("```\nSELECT 1\n```")]
    [InlineData("We truncated the table yesterday.")]
    [InlineData("0")]
    [InlineData("false")]
    public void What_is_right_passes(string result) => Assert.Empty(Kinds(Tool, result));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \r\n\t")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("[ ]")]
    [InlineData("No results found.")]
    [InlineData("N/A")]
    [InlineData("""{"results":[],"total":0,"next":null}""")]
    public void Nothing_is_empty(string? result)
    {
        Assert.Equal(["empty"], Kinds(Tool, result));
        if (result is ['{' or '[', ..])
        {
            Assert.Equal(["empty"], Kinds(Tool, JsonElement.Parse(result)));
        }
    }

    [Fact]
    public void A_function_that_returns_nothing_is_not_empty()
    {
        var tool = ToolDefinitions.From(KernelFunctionFactory.CreateFromMethod(() => { }, "Touch"));
        var task = ToolDefinitions.From(KernelFunctionFactory.CreateFromMethod(() => Task.CompletedTask, "Wait"));

        Assert.Empty(Kinds(tool, null));
        Assert.Empty(Kinds(task, null));
        Assert.Equal(["empty"], Kinds(ToolDefinitions.From(KernelFunctionFactory.CreateFromMethod(() => (string?)null, "Find")), null));
    }

    [Theory]
    [InlineData("""{"orders":[{"id":1},{"id":2""")]
    [InlineData("""[{"id":1},{"name":"An""")]
    [InlineData("""{"orders": [1, 2, 3]""")]
    [InlineData("line one\nline two\n... [truncated]")]
    [InlineData("line one (output truncated after 1000 lines)")]
    [InlineData("a b c … 1,204 more rows")]
    [InlineData("<?xml version=\"1.0\"?><orders><order")]
    [InlineData("Here it is:\n```json\n{\"a\":1,")]
    public void What_was_cut_off_is_found(string result) => Assert.Equal(["truncated"], Kinds(Tool, result));

    [Fact]
    public void What_is_too_long_is_not_looked_at()
    {
        Assert.Equal(["oversized"], Kinds(Tool, "Error: " + new string('x', 5_000), max: 2_000));
        Assert.Equal(["oversized", "truncated"], Kinds(Tool, new string('x', 5_000) + " [truncated]", max: 2_000));
        Assert.Equal(["oversized"], Kinds(Tool, JsonElement.Parse("[" + string.Join(',', Enumerable.Repeat("1", 3_000)) + "]"), max: 2_000));
    }

    [Theory]
    [InlineData("Error: no such order")]
    [InlineData("Internal Server Error (500): try again")]
    [InlineData("HTTP 404 Not Found")]
    [InlineData("503 Service Unavailable")]
    [InlineData("Traceback (most recent call last):\n  File \"a.py\"")]
    [InlineData("System.TimeoutException: The operation has timed out.")]
    [InlineData("<html><head><title>502 Bad Gateway</title></head></html>")]
    [InlineData("""{"error":"not allowed"}""")]
    [InlineData("""{"error":{"code":"x"}}""")]
    [InlineData("""{"success":false,"message":"no"}""")]
    [InlineData("""{"isError":true,"content":[]}""")]
    [InlineData("""{"type":"about:blank","title":"Forbidden","status":403}""")]
    [InlineData("""{"statusCode":500}""")]
    [InlineData("""{"errors":[{"message":"bad"}]}""")]
    public void An_error_that_was_returned_is_found(string result)
    {
        Assert.Equal(["error"], Kinds(Tool, result));
        if (result[0] == '{')
        {
            Assert.Equal(["error"], Kinds(Tool, JsonElement.Parse(result)));
        }
    }

    [Theory]
    [InlineData("SQLSTATE[42P01]: Undefined table")]
    [InlineData("ERROR:  syntax error at or near \"FORM\"")]
    [InlineData("ORA-00942: table or view does not exist")]
    [InlineData("Msg 208, Level 16, State 1, Line 1\nInvalid object name 'Ordrs'.")]
    [InlineData("You have an error in your SQL syntax; check the manual")]
    [InlineData("sqlite3.OperationalError: no such column: nme")]
    [InlineData("near \"FORM\": syntax error")]
    [InlineData("""{"error":"relation \"ordrs\" does not exist"}""")]
    [InlineData("duplicate key value violates unique constraint \"orders_pkey\"")]
    [InlineData("UNIQUE constraint failed: orders.id")]
    public void Sql_that_failed_is_found_where_sql_was_sent(string result)
    {
        Assert.Equal(["sql"], Kinds(Database, result, """{"sql":"select * from ordrs"}"""));
        Assert.Equal(["sql"], Kinds(Named("Reports", "Run"), result, """{"sql":"select 1"}"""));
        Assert.DoesNotContain("sql", Kinds(Tool, result));
    }

    [Fact]
    public void A_tool_that_threw_has_failed_and_says_how()
    {
        List<ResultFinding>? findings = null;
        var exception = new InvalidOperationException("relation \"x\" does not exist");
        ResultChecks.Find(Database, JsonElement.Parse("{}"), ToolMessages.Failed(exception), exception, 2_000, ref findings);

        Assert.Equal(["failed", "sql"], findings!.Select(f => f.Kind));
        Assert.Equal(nameof(InvalidOperationException), findings![0].Detail);
    }

    [Theory]
    [InlineData("""{"id":1,"more":"is fine"}""", true)]
    [InlineData("""{"id":"one"}""", false)]
    [InlineData("""{"name":"x"}""", false)]
    [InlineData("just text", false)]
    [InlineData("""{"content":[],"structuredContent":{"id":2}}""", true)]
    [InlineData("""{"content":[],"structuredContent":{"id":"two"}}""", false)]
    public void A_result_that_does_not_fit_the_declared_schema_is_found(string result, bool fits)
    {
        var tool = Tool with { ResultSchema = JsonElement.Parse("""{"type":"object","properties":{"id":{"type":"integer"}},"required":["id"]}""") };

        Assert.Equal(fits ? [] : ["schema"], Kinds(tool, result));
    }

    [Fact]
    public void A_schema_that_is_not_understood_says_nothing_of_the_result() =>
        Assert.Empty(Kinds(Tool with { ResultSchema = JsonElement.Parse("""{"type":"object","unevaluatedProperties":false}""") }, "text"));

    [Fact]
    public void Text_that_is_json_may_be_meant_as_text() =>
        Assert.Empty(Kinds(Tool with { ResultSchema = JsonElement.Parse("""{"type":"string"}""") }, """{"id":1}"""));

    [Fact]
    public void A_net_type_is_no_declaration_and_a_schema_of_a_function_is()
    {
        Assert.Null(ToolDefinitions.From(KernelFunctionFactory.CreateFromMethod(() => DayOfWeek.Friday, "Day")).ResultSchema);
        Assert.Null(ToolDefinitions.From(KernelFunctionFactory.CreateFromMethod(() => new List<int>(), "All")).ResultSchema);
        var schema = JsonElement.Parse("""{"type":"object","required":["id"]}""");
        var declared = KernelFunctionFactory.CreateFromMethod(
            () => "{}", new KernelFunctionFromMethodOptions { FunctionName = "Find", ReturnParameter = new() { Schema = KernelJsonSchema.Parse(schema.GetRawText()) } });

        Assert.Equal(["empty", "schema"], Kinds(ToolDefinitions.From(declared), "{}"));
        Assert.NotNull(ToolDefinitions.From(AIFunctionFactory.Create(() => 1, "One")).ResultSchema);
    }

    [Fact]
    public void Hostile_results_are_bounded()
    {
        Assert.Empty(Kinds(Tool, new string('[', 200_000)).Except(["truncated"]));
        Assert.Empty(Kinds(Tool, "(" + string.Concat(Enumerable.Repeat("...(", 60_000)), max: 300_000).Except(["truncated"]));
        Assert.Empty(Kinds(Database, string.Concat(Enumerable.Repeat("relation x ", 20_000)), max: 300_000));
    }

    private static List<string> Kinds(ToolDefinition tool, object? result, string arguments = "{}", int max = 262_144)
    {
        List<ResultFinding>? findings = null;
        ResultChecks.Find(tool, JsonElement.Parse(arguments), result, null, max, ref findings);
        return [.. findings?.Select(f => f.Kind) ?? []];
    }

    private static ToolDefinition Named(string plugin, string function) => new() { Name = $"{plugin}-{function}", PluginName = plugin, FunctionName = function };
}
