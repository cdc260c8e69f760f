using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Hitl.SemanticKernel.Tests.Registration;

public class TrustOptionsTests
{
    [Fact]
    public void They_are_read_from_the_configuration()
    {
        var trust = Read("""
            {"GroundingWeight":2,"TrackRecordWeight":0.5,"ModelConfidenceWeight":0,"ChainHealthWeight":100,"ChainHealthResults":3,
             "SelfConsistency":{"Samples":5,"Weight":4,"EveryCall":true,"Temperature":1.5,"ServiceId":"small","Timeout":"00:00:02"}}
            """).Trust;

        Assert.Equal((2, 0.5, 0, 100, 3), (trust.GroundingWeight, trust.TrackRecordWeight, trust.ModelConfidenceWeight, trust.ChainHealthWeight, trust.ChainHealthResults));
        var again = trust.SelfConsistency;
        Assert.Equal((5, 4, true, 1.5, "small", TimeSpan.FromSeconds(2)), (again.Samples, again.Weight, again.EveryCall, again.Temperature, again.ServiceId, again.Timeout));
    }

    [Theory]
    [InlineData("""{"GroundingWeight":-1}""", "Hitl:Trust:GroundingWeight is -1: set 0 to 100.")]
    [InlineData("""{"TrackRecordWeight":"NaN"}""", "Hitl:Trust:TrackRecordWeight is NaN: set 0 to 100.")]
    [InlineData("""{"ModelConfidenceWeight":101}""", "Hitl:Trust:ModelConfidenceWeight is 101: set 0 to 100.")]
    [InlineData("""{"ChainHealthWeight":"Infinity"}""", "Hitl:Trust:ChainHealthWeight is Infinity: set 0 to 100.")]
    [InlineData("""{"ChainHealthResults":0}""", "Hitl:Trust:ChainHealthResults is 0: set 1 to 100.")]
    [InlineData("""{"SelfConsistency":{"Weight":-0.5}}""", "Hitl:Trust:SelfConsistency:Weight is -0.5: set 0 to 100.")]
    [InlineData("""{"SelfConsistency":{"Samples":0}}""", "Hitl:Trust:SelfConsistency:Samples is 0: set 1 to 10.")]
    [InlineData("""{"SelfConsistency":{"Samples":11}}""", "Hitl:Trust:SelfConsistency:Samples is 11: set 1 to 10.")]
    [InlineData("""{"SelfConsistency":{"Temperature":2.5}}""", "Hitl:Trust:SelfConsistency:Temperature is 2.5: set a number from 0 to 2.")]
    [InlineData("""{"SelfConsistency":{"ServiceId":" "}}""", "Hitl:Trust:SelfConsistency:ServiceId is empty: set the key of a service, or leave it out.")]
    [InlineData("""{"SelfConsistency":{"Timeout":"00:00:00.01"}}""", "Hitl:Trust:SelfConsistency:Timeout is 00:00:00.0100000: set 100 milliseconds to 2 minutes.")]
    [InlineData("""{"Grounding":1}""", "Hitl:Trust:Grounding does not exist")]
    [InlineData("""{"SelfConsistency":{"Samples":"many"}}""", "Hitl:Trust:SelfConsistency:Samples is 'many'")]
    public void Mistakes_are_found_at_start_with_what_to_do(string json, string says) =>
        Assert.Contains(says, Assert.Single(Assert.Throws<OptionsValidationException>(() => Read(json)).Failures), StringComparison.Ordinal);

    private static HitlOptions Read(string trust)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes($$"""{"Hitl":{"Trust":{{trust}} } }"""));
        var configuration = new ConfigurationBuilder().AddJsonStream(stream).Build();
        using var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddHitl().Services.BuildServiceProvider();
        return services.GetRequiredService<IOptions<HitlOptions>>().Value;
    }
}
