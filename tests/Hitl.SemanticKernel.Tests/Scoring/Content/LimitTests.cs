using System.Text;
using Microsoft.Extensions.Configuration;

namespace Hitl.SemanticKernel.Tests.Scoring.Content;

public class LimitTests
{
    [Theory]
    [InlineData("""{"amount":500,"currency":"EUR"}""", false)]
    [InlineData("""{"amount":500.01,"currency":"eur"}""", true)]
    [InlineData("""{"Amount":"501","Currency":"€"}""", true)]
    [InlineData("""{"amount":-900,"currency":"EUR"}""", true)]
    [InlineData("""{"amount":600,"currency":"USD"}""", false)]
    [InlineData("""{"amount":601,"currency":"$"}""", true)]
    [InlineData("""{"amount":501}""", true)]
    [InlineData("""{"amount":499}""", false)]
    [InlineData("""{"amount":1,"currency":"JPY"}""", true)]
    [InlineData("""{"amount":"EUR 499.99"}""", false)]
    [InlineData("""{"amount":"1.200,00 EUR"}""", true)]
    [InlineData("""{"amount":"1,200.00 EUR"}""", true)]
    [InlineData("""{"amount":"1.200","currency":"EUR"}""", true)]
    [InlineData("""{"amount":"1e6","currency":"EUR"}""", true)]
    [InlineData("""{"amount":1e60,"currency":"EUR"}""", true)]
    [InlineData("""{"amount":"a lot","currency":"EUR"}""", true)]
    [InlineData("""{"amount":{"value":900,"currency":"EUR"}}""", true)]
    [InlineData("""{"payments":[{"amount":5},{"amount":900}],"currency":"EUR"}""", true)]
    [InlineData("""{"amount":null,"currency":"EUR"}""", false)]
    [InlineData("""{"body":"{\"amount\":900,\"currency\":\"EUR\"}"}""", true)]
    [InlineData("""{"total":900}""", false)]
    public void Amounts(string arguments, bool isAbove)
    {
        static void Limits(ContentOptions options)
        {
            options.AmountLimits.Add(new() { Function = "Ref*", Currency = "EUR", Limit = 500 });
            options.AmountLimits.Add(new() { Function = "Ref*", Currency = "USD", Limit = 600 });
        }

        var risk = Contents.ScoreJson("Refund", arguments, Limits);
        Assert.Equal((isAbove ? 0.9 : 0, isAbove ? RiskFlags.Financial : RiskFlags.None), (risk.Score, risk.Flags));
        Contents.AssertHarmless(Contents.ScoreJson("Quote", arguments, Limits));
    }

    [Theory]
    [InlineData("""{"ids":[1,2,3]}""", false)]
    [InlineData("""{"ids":[1,2,3,4]}""", true)]
    [InlineData("""{"ids":"1, 2, 3, 4"}""", true)]
    [InlineData("""{"ids":"[1,2,3,4]"}""", true)]
    [InlineData("""{"ids":"a,b,c,"}""", false)]
    [InlineData("""{"x":{"IDS":[1,2,3,4]}}""", true)]
    [InlineData("""{"others":[1,2,3,4]}""", false)]
    public void Counts(string arguments, bool isAbove)
    {
        var risk = Contents.ScoreJson("Archive", arguments, o => o.CountLimits.Add(new() { Argument = "ids", Limit = 3 }));

        Assert.Equal((isAbove ? 0.8 : 0, isAbove ? RiskFlags.Bulk : RiskFlags.None), (risk.Score, risk.Flags));
    }

    [Fact]
    public void Every_array_is_counted_where_no_argument_is_named() =>
        Assert.Equal(RiskFlags.Bulk, Contents.ScoreJson("Archive", """{"any":[1,2,3,4],"text":"a,b,c,d"}""", o => o.CountLimits.Add(new() { Limit = 3 })).Flags);

    [Fact]
    public void Options_bind_from_configuration()
    {
        var options = Bind("""
            {"MaxCharacters":2000,"AllowedRoots":["/srv"],"OrganisationDomains":["example.com"],
             "AmountLimits":[{"Plugin":"Orders","Function":"Refund","Argument":"sum","CurrencyArgument":"unit","Currency":"EUR","Limit":99.5}],
             "CountLimits":[{"Argument":"ids","Limit":10}]}
            """);

        Assert.True(new ContentOptionsValidator().Validate(null, options).Succeeded);
        Assert.Equal((2000, "/srv", "example.com", 99.5m, "unit", 10), (
            options.Content.MaxCharacters, options.Content.AllowedRoots[0], options.Content.OrganisationDomains[0], options.Content.AmountLimits[0].Limit, options.Content.AmountLimits[0].CurrencyArgument, options.Content.CountLimits[0].Limit));
    }

    [Theory]
    [InlineData("""{"MaxCharacters":5}""", "Hitl:Content:MaxCharacters is 5")]
    [InlineData("""{"AllowedRoots":["/a","b"]}""", "Hitl:Content:AllowedRoots:1 is 'b'")]
    [InlineData("""{"AllowedRoots":["~/x"]}""", "Hitl:Content:AllowedRoots:0 is '~/x'")]
    [InlineData("""{"OrganisationDomains":["https://example.com"]}""", "Hitl:Content:OrganisationDomains:0")]
    [InlineData("""{"OrganisationDomains":["com"]}""", "Hitl:Content:OrganisationDomains:0 is 'com'")]
    [InlineData("""{"AmountLimits":[{"Argument":" "}]}""", "Hitl:Content:AmountLimits:0:Argument")]
    [InlineData("""{"AmountLimits":[{"Limit":-1}]}""", "Hitl:Content:AmountLimits:0:Limit is -1")]
    [InlineData("""{"AmountLimits":[{"Currency":"Euro"}]}""", "Hitl:Content:AmountLimits:0:Currency is 'Euro'")]
    [InlineData("""{"CountLimits":[{"Limit":-1}]}""", "Hitl:Content:CountLimits:0:Limit is -1")]
    public void Mistakes_are_explained_and_placed(string json, string says) =>
        Assert.StartsWith(says, Assert.Single(new ContentOptionsValidator().Validate(null, Bind(json)).Failures!), StringComparison.Ordinal);

    private static HitlOptions Bind(string json)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes($$"""{"Hitl":{"Content":{{json}} } }"""));
        var options = new HitlOptions();
        new ConfigurationBuilder().AddJsonStream(stream).Build().GetSection(HitlOptions.SectionName).Bind(options);
        return options;
    }
}
