namespace Hitl.SemanticKernel.Tests.Scoring.Content;

public class DataTests
{
    // Put together here, so that scanners of repositories do not take them for real ones.
    public static TheoryData<string> Secrets => new()
    {
        "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA PRIVATE KEY-----",
        "-----BEGIN OPENSSH " + "PRIVATE KEY-----",
        "the key is AKIA" + "IOSFODNN7ABCDEFG",
        "ghp_" + new string('a', 20) + new string('B', 16),
        "github_pat_" + new string('a', 50),
        "xoxb-" + "123456789012-abcdefghij",
        "https://hooks.slack.com/services/" + "T00000000/B00000000/abcdefghijklmnop",
        "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0NTY3ODkwIn0.abc123",
        "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc",
        "AIza" + "SyA1234567890abcdefghijklmnopqrstuv",
        "sk-proj-" + new string('a', 24) + new string('9', 24),
        "glpat-" + "abcdefghij0123456789",
        "AccountKey=" + new string('A', 60) + "==",
        "password=hunter2!",
        "Password: Tr0ub4dor&3",
        "the password is S3cr3t99",
        "my pwd = letmein",
        "\"api_key\": \"abcd1234efgh\"",
        "Authorization: Bearer abcdef0123456789abcdef",
        "Authorization: Basic dXNlcjpwYXNzd29yZA==",
        "https://bob:hunter22@example.com/",
        "postgres://app:pa55word@db.example.com/x",
        "card 4111 1111 1111 1111",
        "4111-1111-1111-1111 12/27",
        "5555555555554444",
        "378282246310005",
        "６０１１111111111117",
        "DE89 3704 0044 0532 0130 00",
        "GB82WEST12345698765432",
        "iban: fr1420041010050500013M02606",
        "SSN 219-09-9998",
        "PESEL 44051401359",
        "811218-9876",
        "85.07.30-033.28",
        "1 84 12 76 451 089 46",
        "a@x.com, b@x.com; c@y.org",
    };

    [Theory]
    [MemberData(nameof(Secrets))]
    public void Leaving(string text)
    {
        foreach (var (tool, argument) in new[] { ("send_email", "body"), ("post_message", "text"), ("web_search", "q"), ("HttpGet", "data") })
        {
            var risk = Contents.Score(tool, argument, text);
            Assert.True(risk.Flags.HasFlag(RiskFlags.External | RiskFlags.Privacy), $"{tool}: {text}");
            Assert.InRange(risk.Score, 0.8, 1);
            Assert.Contains(risk.Reasons, r => r.Source == "data");
            var secret = text.Split(' ', '\n')[^1];
            Assert.DoesNotContain(risk.Reasons, r => r.Text.Contains(secret[^Math.Min(5, secret.Length)..], StringComparison.OrdinalIgnoreCase));
        }
    }

    [Theory]
    [MemberData(nameof(Secrets))]
    public void Staying(string text) => Assert.DoesNotContain(Contents.Score("create_note", "text", text).Reasons, r => r.Source == "data" && !text.StartsWith("http", StringComparison.Ordinal));

    [Theory]
    [InlineData("Please reset your password before Friday")]
    [InlineData("The password is required")]
    [InlineData("token: expired")]
    [InlineData("password=<your password>")]
    [InlineData("password: ********")]
    [InlineData("api_key=${API_KEY}")]
    [InlineData("Tokens are counted by the tokenizer; access is basic knowledge")]
    [InlineData("order 4111111111111112")]
    [InlineData("tracking 1Z9999999999999999")]
    [InlineData("call +49 170 1234567 or 0170 1234567")]
    [InlineData("timestamp 1700000000000")]
    [InlineData("2024-01-15 10:30:00 until 2024-01-16 11:45:00")]
    [InlineData("DE00 3704 0044 0532 0130 00")]
    [InlineData("invoice DE12 from 2024")]
    [InlineData("000-12-3456")]
    [InlineData("write to a@x.com or b@x.com, or again to A@x.com")]
    [InlineData("3.14159265358979323846")]
    [InlineData("550e8400-e29b-41d4-a716-446655440000")]
    [InlineData("https://example.com/a@b")]
    [InlineData("skip-the-sk-y; AKIA is a prefix; eyJ too")]
    [InlineData("0000 0000 0000 0000")]
    [InlineData("-----BEGIN CERTIFICATE-----")]
    public void Nothing_sensitive(string text)
    {
        Contents.AssertHarmless(Contents.Score("send_email", "body", text));
        Contents.AssertHarmless(Contents.Score("post_message", "text", text));
    }

    [Fact]
    public void Addresses_on_the_web_carry_out_whatever_reads_them() =>
        Assert.True(Contents.Score("get_thing", "link", "https://example.com/?d=4111111111111111").Flags.HasFlag(RiskFlags.External));

    [Theory]
    [InlineData("password", true)]
    [InlineData("userPassword", true)]
    [InlineData("api_key", true)]
    [InlineData("accessToken", true)]
    [InlineData("password_hint", false)]
    [InlineData("credential_family", false)]
    [InlineData("page_token", false)]
    [InlineData("key", false)]
    public void Arguments_that_are_called_secret(string argument, bool isSecret) =>
        Assert.Equal(isSecret ? 0.9 : 0, Contents.Score("send_form", argument, "correct horse").Score);

    [Fact]
    public void Numbers_and_arguments_called_secret_count_too()
    {
        Assert.Equal(0.9, Contents.ScoreJson("send_form", """{"number":4111111111111111}""").Score);
        Assert.Equal(0.9, Contents.ScoreJson("send_form", """{"fields":{"password":"correct horse"}}""").Score);
    }

    [Fact]
    public void Addresses_are_counted_over_the_whole_call()
    {
        const string Arguments = """{"to":["a@example.com","b@example.com"],"cc":"c@example.com"}""";

        Assert.True(Contents.ScoreJson("send_email", Arguments).Flags.HasFlag(RiskFlags.Bulk));
        Contents.AssertHarmless(Contents.ScoreJson("send_email", Arguments, o => o.OrganisationDomains.Add("example.com")));
    }

    [Fact]
    public void What_is_declared_of_a_tool_says_whether_data_leaves()
    {
        var call = Some.Call("Frobnicate", """{"text":"4111111111111111"}""", declaration: new(0.1, RiskFlags.External, ReadOnly: false, Idempotent: false));

        Assert.Equal(0.9, Contents.Score(call).Score);
        Contents.AssertHarmless(Contents.Score(call with { Tool = call.Tool with { Declaration = null } }));
    }
}
