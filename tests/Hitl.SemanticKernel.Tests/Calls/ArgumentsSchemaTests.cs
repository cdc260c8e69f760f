using System.ComponentModel;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace Hitl.SemanticKernel.Tests.Calls;

public class ArgumentsSchemaTests
{
    [Theory]
    [InlineData("""{"type":["string","null"]}""", "null \"x\"", "3 true {}")]
    [InlineData("""{"type":"integer"}""", "12 12.0 1e3 -0", "12.5 \"12\" 1e-1")]
    [InlineData("""{"enum":["x",1,null,{"k":[1.0]}]}""", "\"x\" 1 1.0 null {\"k\":[1]}", "\"1\" 2 {\"k\":[2]}")]
    [InlineData("""{"const":"x"}""", "\"x\"", "\"y\" null")]
    [InlineData("""{"minimum":5,"maximum":9007199254740992}""", "5 9007199254740992 \"text\"", "4.99 9007199254740993 -1e300")]
    [InlineData("""{"exclusiveMinimum":0,"exclusiveMaximum":10}""", "1e-40 9.999", "0 10 -1e-40")]
    [InlineData("""{"multipleOf":0.01}""", "19.99 1 0", "19.995")]
    [InlineData("""{"minLength":1,"maxLength":2}""", "\"a\" \"😀😀\" 5", "\"\" \"abc\"")]
    [InlineData("""{"pattern":"^[a-z$]+$"}""", "\"abc\" \"a$\"", "\"A\" \"abc\\n\" \"\"")]
    [InlineData("""{"format":"date-time"}""", "\"2026-02-28T10:00:00Z\" \"2026-02-28T10:00:00.123+02:00\" \"2026-02-28T10:00:00\"", "\"2026-02-30T10:00:00Z\" \"tomorrow\" \"2026-02-28\"")]
    [InlineData("""{"format":"uuid"}""", "\"7f2c3a52-4a2b-4d67-9d0d-2d6f3f0c9f11\"", "\"7f2c3a52\"")]
    [InlineData("""{"format":"email"}""", "\"a@b.example\"", "\"nobody\"")]
    [InlineData("""{"format":"of our own"}""", "\"anything\"", "")]
    [InlineData("""{"type":"array","items":{"type":"integer"},"minItems":1,"maxItems":2,"uniqueItems":true}""", "[1] [1,2]", "[] [1,2,3] [\"1\"] [1,1.0]")]
    [InlineData("""{"prefixItems":[{"type":"string"}],"items":false}""", "[] [\"a\"]", "[1] [\"a\",1]")]
    [InlineData("""{"contains":{"type":"string"},"maxContains":1}""", "[1,\"a\"]", "[] [1] [\"a\",\"b\"]")]
    [InlineData("""{"type":"object","properties":{"q":{"type":"integer"}},"required":["q"],"additionalProperties":false}""", "{\"q\":1}", "{} {\"q\":1,\"z\":1} {\"q\":\"1\"}")]
    [InlineData("""{"properties":{"q":{}},"additionalProperties":{"type":"string"}}""", "{\"q\":1,\"z\":\"s\"}", "{\"z\":1}")]
    [InlineData("""{"patternProperties":{"^x-":{"type":"integer"}},"additionalProperties":false,"minProperties":1}""", "{\"x-a\":1}", "{\"x-a\":\"1\"} {\"a\":1} {}")]
    [InlineData("""{"propertyNames":{"maxLength":2},"maxProperties":1}""", "{\"ab\":1}", "{\"abc\":1} {\"a\":1,\"b\":1}")]
    [InlineData("""{"dependentRequired":{"a":["b"]},"dependentSchemas":{"c":{"required":["d"]}}}""", "{} {\"a\":1,\"b\":1} {\"c\":1,\"d\":1}", "{\"a\":1} {\"c\":1}")]
    [InlineData("""{"anyOf":[{"type":"string"},{"minimum":3}]}""", "\"x\" 3", "2")]
    [InlineData("""{"oneOf":[{"type":"number"},{"type":"integer"}]}""", "1.5", "1 \"x\"")]
    [InlineData("""{"allOf":[{"type":"string"},{"maxLength":1}]}""", "\"x\"", "\"xx\" 1")]
    [InlineData("""{"not":{"type":"string"}}""", "1", "\"x\"")]
    [InlineData("""{"if":{"type":"string"},"then":{"minLength":2},"else":{"type":"integer"}}""", "\"xx\" 1", "\"x\" 1.5")]
    [InlineData("""{"$ref":"#/$defs/code","maxLength":3}""", "\"ab\"", "1 \"abcd\"")]
    [InlineData("""{"$ref":"#/properties/other"}""", "true", "1")]
    [InlineData("""{"type":"object","properties":{"next":{"$ref":"#/properties/value"}},"additionalProperties":false}""", "{\"next\":{\"next\":{}}}", "{\"next\":{\"nxt\":1}}")]
    [InlineData("true", "1 null", "")]
    [InlineData("{}", "1 null", "")]
    [InlineData("false", "", "1 null")]
    // What cannot be checked does not pass.
    [InlineData("""{"unevaluatedProperties":false}""", "", "{}")]
    [InlineData("""{"$ref":"https://example.com/schema"}""", "", "1")]
    [InlineData("""{"$ref":"#/$defs/absent"}""", "", "1")]
    [InlineData("""{"$ref":"#/properties/value"}""", "", "1")]
    [InlineData("""{"pattern":"(unclosed"}""", "", "\"x\"")]
    [InlineData("""{"pattern":"^(a+)+$"}""", "\"aaa\"", "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\"")]
    [InlineData("""{"not":{"pattern":"(unclosed"}}""", "", "\"x\"")]
    [InlineData("""{"if":{"unevaluatedItems":false},"then":false}""", "", "1")]
    [InlineData("""{"type":"text"}""", "", "\"x\"")]
    [InlineData("7", "", "1")]
    public void Values_are_checked(string schema, string fitting, string others)
    {
        var root = Parse($$"""{"type":"object","properties":{"value":{{schema}},"other":{"type":"boolean"} },"$defs":{"code":{"type":"string"} } }""");

        Assert.All(Split(fitting), value => Assert.Empty(ArgumentsSchema.Validate(root, Parse($$"""{"value":{{value}}}"""))));
        Assert.All(Split(others), value => Assert.NotEmpty(ArgumentsSchema.Validate(root, Parse($$"""{"value":{{value}}}"""))));
    }

    [Fact]
    public void Errors_name_the_place_and_the_fault()
    {
        var schema = Parse("""{"type":"object","properties":{"lines":{"type":"array","items":{"type":"object","properties":{"quantity":{"type":"integer","minimum":1}},"required":["sku"]}},"note":{"type":"string"}},"required":["orderId"]}""");

        var errors = ArgumentsSchema.Validate(schema, Parse("""{"lines":[{"sku":"a"},{"quantity":0}],"nota":"x"}"""));

        Assert.Equal(
            [
                "lines[1].quantity: must be at least 1, but is 0.",
                "lines[1]: lacks sku.",
                "The arguments: lacks orderId.",
                "nota: the tool has no such argument; it has lines, note.",
            ],
            errors);
    }

    [Theory]
    [InlineData("[1]", "object")]
    [InlineData("""{"a":1,"a":2}""", "'a'")]
    public void Arguments_without_one_meaning_are_refused(string arguments, string says) =>
        Assert.Contains(says, Assert.Single(ArgumentsSchema.Validate(Parse("true"), Parse(arguments))), StringComparison.Ordinal);

    [Fact]
    public void A_schema_that_branches_without_end_is_stopped()
    {
        var schema = Parse("""{"allOf":[{"$ref":"#/$defs/a"}],"$defs":{"a":{"anyOf":[{"$ref":"#/$defs/a"},{"$ref":"#/$defs/a"}]}}}""");

        Assert.Contains("complex", Assert.Single(ArgumentsSchema.Validate(schema, Parse("{}"))), StringComparison.Ordinal);
    }

    public static TheoryData<string, bool> GeneratedCases => new()
    {
        { "{}", true },
        { """{"when":null}""", true },
        { """{"when":"2026-01-02T03:04:05Z"}""", true },
        { """{"when":"soon"}""", false },
        { """{"amount":"12"}""", false },
        { """{"anything":{"a":[1]}}""", true },
        { """{"pace":"02:00:00"}""", true },
        { """{"pace":"2h"}""", false },
        { """{"unknown":1}""", false },
    };

    [Theory]
    [MemberData(nameof(GeneratedCases))]
    public void Schemas_of_semantic_kernel_and_of_ai_functions_are_understood(string extra, bool fits)
    {
        var both = new[] { KernelFunctionFactory.CreateFromMethod(Move, "move"), AIFunctionFactory.Create(Move, "move") };
        foreach (var function in both)
        {
            var name = function is KernelFunction ? "Name" : "name";
            var next = function is KernelFunction ? "Next" : "next";
            var more = Parse(extra).EnumerateObject().Where(p => p.Name != "amount").Select(p => $"\"{p.Name}\":{p.Value.GetRawText()},");
            var amount = Parse(extra).TryGetProperty("amount", out var given) ? given.GetRawText() : "12.5";
            string Call(string nested) => $$"""{ {{string.Concat(more)}} "amount":{{amount}},"kind":"Fast","tree":{"{{name}}":"a","{{next}}":{"{{name}}":"b","{{next}}":{{nested}} } } }""";

            Assert.Equal(fits, ArgumentsSchema.Validate(function.JsonSchema, Parse(Call("null"))).Count == 0);
            Assert.Equal(fits, ArgumentsSchema.Validate(function.JsonSchema, Parse(Call($$"""{"{{name}}":"c","{{next}}":null}"""))).Count == 0);
            Assert.NotEmpty(ArgumentsSchema.Validate(function.JsonSchema, Parse(Call($$"""{"{{name}}":7,"{{next}}":null}"""))));
        }
    }

    [Fact]
    public void A_function_without_parameters_takes_no_arguments()
    {
        var schema = KernelFunctionFactory.CreateFromMethod(() => "x", "none").JsonSchema;

        Assert.Empty(ArgumentsSchema.Validate(schema, Parse("{}")));
        Assert.NotEmpty(ArgumentsSchema.Validate(schema, Parse("""{"a":1}""")));
    }

    [Description("Moves")]
    private static string Move(decimal amount, Kind kind, Node tree, JsonElement? anything = null, DateTime? when = null, TimeSpan? pace = null) =>
        $"{amount}{kind}{tree}{anything}{when}{pace}";

    private static string[] Split(string values) => values.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static JsonElement Parse(string json) => JsonElement.Parse(json);

    private enum Kind
    {
        Fast,
        Slow,
    }

    private sealed record Node(string Name, Node? Next);
}
