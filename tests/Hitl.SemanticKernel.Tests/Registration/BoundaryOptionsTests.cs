using System.Text;
using Microsoft.Extensions.Configuration;

namespace Hitl.SemanticKernel.Tests.Registration;

public class BoundaryOptionsTests
{
    [Fact]
    public void They_bind_from_configuration_on_top_of_the_defaults()
    {
        var options = Bind("""
            {"Boundary":{"Actions":{"Failed":"Note, Distrust","mine":"Hold"},"MaxCharacters":2048,
              "Rules":[{"Plugin":"Web","Kinds":["truncated","mine"],"Actions":"Hold, Distrust"}]},
             "Output":{"Enabled":true,"ReviewFrom":0.5,"PromisePatterns":["lifetime warranty"],"ReviewerGroups":["legal"],"Grounding":false}}
            """);

        var boundary = options.Boundary;
        Assert.Equal(BoundaryActions.Note | BoundaryActions.Distrust, boundary.Actions["failed"]);
        Assert.Equal((BoundaryActions.Hold, BoundaryActions.Distrust, 2048), (boundary.Actions["mine"], boundary.Actions["error"], boundary.MaxCharacters));
        Assert.Equal(BoundaryActions.Hold | BoundaryActions.Distrust, Assert.Single(boundary.Rules).Actions);
        Assert.Equal(["truncated", "mine"], boundary.Rules[0].Kinds);
        Assert.Equal((true, 0.5, false, "legal"), (options.Output.Enabled, options.Output.ReviewFrom, options.Output.Grounding, options.Output.ReviewerGroups[0]));
        Assert.Empty(Problems(options));
        Assert.Empty(Problems(new HitlOptions()));
    }

    [Theory]
    [InlineData("""{"Boundary":{"MaxCharacters":5}}""", "Hitl:Boundary:MaxCharacters")]
    [InlineData("""{"Boundary":{"Actions":{"a,b":"Note"}}}""", "Hitl:Boundary:Actions:a,b")]
    [InlineData("""{"Boundary":{"Actions":{"check":"Pass"}}}""", "always held")]
    [InlineData("""{"Boundary":{"Actions":{"failed":64}}}""", "Hitl:Boundary:Actions:failed is 64")]
    [InlineData("""{"Boundary":{"Rules":[{"Actions":"Hold"}]}}""", "Hitl:Boundary:Rules:0 names no tools")]
    [InlineData("""{"Boundary":{"Rules":[{"Plugin":" "}]}}""", "Hitl:Boundary:Rules:0 has an empty")]
    [InlineData("""{"Boundary":{"Rules":[{"Plugin":"A","Kinds":["no name"]}]}}""", "'no name'")]
    [InlineData("""{"Output":{"ReviewFrom":0}}""", "Hitl:Output:ReviewFrom is 0")]
    [InlineData("""{"Output":{"ReviewFrom":"NaN"}}""", "Hitl:Output:ReviewFrom is NaN")]
    [InlineData("""{"Output":{"PromisePatterns":["(open"]}}""", "Hitl:Output:PromisePatterns:0")]
    public void Mistakes_are_explained_and_placed(string json, string says) =>
        Assert.Contains(says, Assert.Single(Problems(Bind(json))), StringComparison.Ordinal);

    private static List<string> Problems(HitlOptions options) =>
        [.. new BoundaryOptionsValidator().Validate(null, options).Failures ?? [], .. new OutputOptionsValidator().Validate(null, options).Failures ?? []];

    private static HitlOptions Bind(string json)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes($$"""{"Hitl":{{json}} }"""));
        var options = new HitlOptions();
        new ConfigurationBuilder().AddJsonStream(stream).Build().GetSection(HitlOptions.SectionName).Bind(options);
        return options;
    }
}
