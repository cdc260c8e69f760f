using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Hitl.SemanticKernel.Tests.Calls;

public class CallDigestTests
{
    [Fact]
    public void Is_the_sha256_of_the_canonical_call()
    {
        var expected = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("""{"arguments":{"amount":12.5,"orderId":"A7"},"tool":"Orders-Refund"}""")));

        Assert.Equal(expected, Digest("Orders-Refund", """{"orderId":"A7","amount":12.50}"""));
    }

    [Theory]
    [InlineData("""{"a":12.50,"b":"é"}""", """{ "b" : "\u00e9", "a" : 12.5 }""")]
    [InlineData("""{"a":{"y":1,"x":[1.0]}}""", """{"a":{"x":[1],"y":1}}""")]
    public void Spelling_does_not_matter(string one, string other) => Assert.Equal(Digest("T", one), Digest("T", other));

    [Theory]
    [InlineData("T", """{"a":1}""", "T", """{"a":2}""")]
    [InlineData("T", """{"a":1}""", "U", """{"a":1}""")]
    [InlineData("T", """{"a":1}""", "T", """{"a":"1"}""")]
    [InlineData("T", """{"a":[1,2]}""", "T", """{"a":[2,1]}""")]
    [InlineData("T", """{"a":null}""", "T", """{}""")]
    [InlineData("T", """{"a":"e\u0301"}""", "T", """{"a":"\u00e9"}""")]
    public void Meaning_does(string tool, string arguments, string otherTool, string otherArguments) =>
        Assert.NotEqual(Digest(tool, arguments), Digest(otherTool, otherArguments));

    private static string Digest(string tool, string json)
    {
        using var document = JsonDocument.Parse(json);
        return CallDigest.Compute(tool, document.RootElement);
    }
}
