using System.Text;
using Microsoft.Extensions.Configuration;

namespace Hitl.SemanticKernel.Tests.Registration;

public class HitlOptionsValidatorTests
{
    [Fact]
    public void Rules_bind_from_configuration()
    {
        var options = Bind("""
            {"Hitl":{"Rules":[
              {"Plugin":"Orders","Function":"Refund*","Arguments":{"sql":"^drop","table":"x"},"Risk":0.9,"Flags":"Financial, External","Reason":"money"},
              {"Function":"Get*","ReadOnly":true,"Idempotent":true}]}}
            """);

        Assert.Equal(2, options.Rules.Count);
        var rule = options.Rules[0];
        Assert.Equal(("Orders", "Refund*", 0.9, RiskFlags.Financial | RiskFlags.External, "money"), (rule.Plugin, rule.Function, rule.Risk, rule.Flags, rule.Reason));
        Assert.Equal(new Dictionary<string, string> { ["sql"] = "^drop", ["table"] = "x" }, rule.Arguments);
        Assert.Null(rule.When);
        Assert.True(options.Rules[1].ReadOnly && options.Rules[1].Idempotent);
        Assert.True(new HitlOptionsValidator().Validate(null, options).Succeeded);
    }

    [Theory]
    [InlineData("""{"Risk":1}""", "has no condition")]
    [InlineData("""{"Function":"F"}""", "says nothing")]
    [InlineData("""{"Function":"F","Risk":1.5}""", "Risk of 1.5")]
    [InlineData("""{"Function":"F","Risk":"NaN"}""", "Risk of NaN")]
    [InlineData("""{"Function":"F","ReadOnly":true,"Flags":"Privacy"}""", "ReadOnly")]
    [InlineData("""{"Function":" ","Risk":1}""", "empty")]
    [InlineData("""{"Arguments":{"sql":"(open"},"Risk":1}""", "argument sql")]
    public void Mistakes_are_explained_and_placed(string rule, string says)
    {
        var options = Bind($$"""{"Hitl":{"Rules":[{"Function":"F","Risk":0.5},{{rule}} ] } }""");

        var result = new HitlOptionsValidator().Validate(null, options);

        var failure = Assert.Single(result.Failures!);
        Assert.StartsWith("Hitl:Rules:1 ", failure, StringComparison.Ordinal);
        Assert.Contains(says, failure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_that_is_null_is_a_mistake() =>
        Assert.True(new HitlOptionsValidator().Validate(null, new HitlOptions { Rules = { null! } }).Failed);

    [Fact]
    public void Trusted_tools_are_read_and_an_empty_pattern_is_a_mistake()
    {
        var options = Bind("""{"Hitl":{"TrustedHints":["Github-*"," "]}}""");

        var failure = Assert.Single(new HitlOptionsValidator().Validate(null, options).Failures!);
        Assert.Equal(["Github-*", " "], options.TrustedHints);
        Assert.StartsWith("Hitl:TrustedHints:1 is empty", failure, StringComparison.Ordinal);
    }

    private static HitlOptions Bind(string json)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        var options = new HitlOptions();
        new ConfigurationBuilder().AddJsonStream(stream).Build().GetSection(HitlOptions.SectionName).Bind(options);
        return options;
    }
}
