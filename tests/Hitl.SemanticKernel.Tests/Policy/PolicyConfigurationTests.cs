using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Hitl.SemanticKernel.Tests.Policy;

/// <summary>A policy in a file: mistakes are placed by line, and a reload never weakens it by accident.</summary>
public sealed class PolicyConfigurationTests : IDisposable
{
    private readonly TempDirectory _folder = new();
    private readonly List<string> _log = [];

    [Fact]
    public void A_policy_is_read_from_configuration()
    {
        using var services = Services("""
            {
              "Hitl": {
                "Policy": {
                  "Name": "2026-11", "ReviewFrom": 0.8, "ReviewFlags": "Destructive, Tainted", "Deadline": "1.00:00:00", "OnDeadline": "Wait",
                  "Rules": [
                    { "Plugin": "Orders", "Function": "Refund", "User": "ana", "Verdict": "Proceed", "Bounds": [ { "Per": "User", "Calls": 3, "Amount": 100.5, "Argument": "amount" } ] },
                    { "Flags": "Financial", "ReviewerGroups": [ "finance" ], "Deadline": "04:00:00" }
                  ]
                }
              }
            }
            """);

        var policy = services.GetRequiredService<IOptions<HitlOptions>>().Value.Policy;

        Assert.Equal((0.8, RiskFlags.Destructive | RiskFlags.Tainted, TimeSpan.FromDays(1), DeadlineAction.Wait), (policy.ReviewFrom, policy.ReviewFlags, policy.Deadline, policy.OnDeadline));
        var bound = Assert.Single(policy.Rules[0].Bounds);
        Assert.Equal((BoundScope.User, 3, 100.5m, "amount"), (bound.Per, bound.Calls, bound.Amount, bound.Argument));
        Assert.Equal(["finance"], policy.Rules[1].ReviewerGroups);
        Assert.StartsWith("2026-11@", services.GetRequiredService<PolicyProvider>().Current.Version, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "Verdit": "Deny" }""", "policy.json(5): Hitl:Policy:Rules:1:Verdit does not exist: use AcceptTainted, Arguments,")]
    [InlineData("""{ "Verdict": "Revew" }""", "policy.json(5): Hitl:Policy:Rules:1:Verdict is 'Revew': write Proceed or Monitor or Review or Deny.")]
    [InlineData("""{ "Verdict": "7" }""", "policy.json(5): Hitl:Policy:Rules:1:Verdict is '7'")]
    [InlineData("""{ "Flags": "Destructive, Fast", "Verdict": "Deny" }""", "policy.json(5): Hitl:Policy:Rules:1:Flags is 'Destructive, Fast': write ")]
    [InlineData("""{ "Deadline": "soon" }""", "policy.json(5): Hitl:Policy:Rules:1:Deadline is 'soon': write a time span")]
    [InlineData("""{ "RiskFrom": "high", "Verdict": "Deny" }""", "policy.json(5): Hitl:Policy:Rules:1:RiskFrom is 'high': write a number.")]
    [InlineData("""{ "RiskFrom": 1.5, "Verdict": "Deny" }""", "policy.json(5): Hitl:Policy:Rules:1:RiskFrom is 1.5: set a number from 0 to 1.")]
    [InlineData("""{ "ReviewerGroups": "finance" }""", "policy.json(5): Hitl:Policy:Rules:1:ReviewerGroups is 'finance': write a list.")]
    [InlineData("""{ "Verdict": "Proceed", "Bounds": [ { "Call": 3 } ] }""", "policy.json(5): Hitl:Policy:Rules:1:Bounds:0:Call does not exist")]
    [InlineData("""{ "Verdict": "Deny", "Bounds": [ { "Calls": 3 } ] }""", "policy.json(5): Hitl:Policy:Rules:1:Bounds limit")]
    [InlineData("""{ "Function": "F" }""", "policy.json(5): Hitl:Policy:Rules:1 says nothing about the calls it is about")]
    [InlineData("""{ "Arguments": { "sql": "(open" }, "Verdict": "Deny" }""", "policy.json(5): Hitl:Policy:Rules:1 has no regular expression for the argument sql")]
    [InlineData("7", "policy.json(5): Hitl:Policy:Rules:1 is '7': write an object.")]
    public void Mistakes_name_the_line_and_say_what_to_do(string rule, string says)
    {
        using var services = Services(Rules(rule));

        var error = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<HitlOptions>>().Value);

        Assert.StartsWith(says, Assert.Single(error.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public void A_mistake_that_comes_from_no_file_names_its_place()
    {
        using var services = Services("{}", ("Hitl:Policy:MonitorFrom", "0.9"));

        var error = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<HitlOptions>>().Value);

        Assert.Equal("Hitl:Policy:MonitorFrom is 0.9: set a number from 0 to ReviewFrom, which is 0.7.", Assert.Single(error.Failures));
    }

    [Fact]
    public void A_changed_policy_comes_into_force()
    {
        using var services = Services(Rules("""{ "Function": "F", "Verdict": "Proceed" }"""));
        var provider = services.GetRequiredService<PolicyProvider>();
        var before = provider.Current;

        Write(services, Rules("""{ "Function": "F", "Verdict": "Deny" }"""));

        Assert.NotEqual(before.Version, provider.Current.Version);
        Assert.Equal(Verdict.Deny, Decide(provider));
    }

    [Theory]
    [InlineData("""{ "Hitl": { "Policy": { "Rules": [ { "Verdict": "Deni" } ] } } }""")]
    [InlineData("""{ "Hitl": { "Policy": { "ReviewFrom": 7 } } }""")]
    [InlineData("""{ "Other": 1 }""")]
    [InlineData("""{ "Hitl": """)]
    public void A_changed_policy_that_is_not_valid_leaves_the_old_one_in_force(string changed)
    {
        using var services = Services(Rules("""{ "Function": "F", "Verdict": "Deny" }"""));
        var provider = services.GetRequiredService<PolicyProvider>();
        var before = provider.Current;

        Write(services, changed);

        Assert.Same(before, provider.Current);
        Assert.Equal(Verdict.Deny, Decide(provider));

        Write(services, Rules("""{ "Function": "F", "Verdict": "Review" }"""));
        Assert.Equal(Verdict.Review, Decide(provider));
    }

    [Fact]
    public void The_reason_why_a_policy_was_not_taken_is_logged_with_its_line()
    {
        using var services = Services(Rules("""{ "Function": "F", "Verdict": "Deny" }"""));
        _ = services.GetRequiredService<PolicyProvider>();

        Write(services, Rules("""{ "Verdit": "Deny" }"""));

        Assert.Contains(_log, line => line.Contains("stays in force", StringComparison.Ordinal) && line.Contains("policy.json(5): Hitl:Policy:Rules:1:Verdit", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("a", 2)]
    [InlineData("A:b:1", 5)]
    [InlineData("a:b:1:c", 6)]
    [InlineData("a:b:2", null)]
    public void Lines_are_found_by_path(string path, int? line)
    {
        var json = """
            {
              "a": { // a comment
                "b": [
                  [ 1, { "c": 2 } ],
                  {
                    "c": "x",
                  },
                ],
              }
            }
            """u8;

        Assert.Equal(line, ConfigurationLines.Line(json, path));
    }

    public void Dispose() => _folder.Dispose();

    private static string Rules(string second) => $$"""
        {
          "Hitl": {
            "Policy": { "Rules": [
              { "Function": "Purge*", "Verdict": "Deny" },
              {{second}}
            ] }
          }
        }
        """;

    private static Verdict Decide(PolicyProvider provider) =>
        provider.Current.Decide(Scoring.Some.Call("F"), new() { Score = 0.1 }, TrustAssessment.Unknown, PolicyContext.None).Verdict;

    private ServiceProvider Services(string json, params (string Key, string Value)[] values)
    {
        File.WriteAllText(Path.Combine(_folder.Path, "policy.json"), json);
        var configuration = new ConfigurationBuilder()
            .SetBasePath(_folder.Path)
            .AddJsonFile("policy.json")
            .AddInMemoryCollection(values.Select(v => KeyValuePair.Create(v.Key, (string?)v.Value)))
            .Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddLogging(logging => logging.AddProvider(new Lines(_log)));
        services.AddHitl();
        return services.BuildServiceProvider();
    }

    /// <summary>Writes the file and lets the configuration read it, as its watcher would.</summary>
    private void Write(ServiceProvider services, string json)
    {
        File.WriteAllText(Path.Combine(_folder.Path, "policy.json"), json);
        try
        {
            ((IConfigurationRoot)services.GetRequiredService<IConfiguration>()).Reload();
        }
        catch (InvalidDataException)
        {
            // What the watcher of a file that is no JSON meets too.
        }
    }

    private sealed class Lines(List<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Add($"{formatter(state, exception)} {exception?.Message}");

        public void Dispose()
        {
        }
    }
}
