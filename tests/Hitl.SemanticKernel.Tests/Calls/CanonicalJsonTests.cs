using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;

namespace Hitl.SemanticKernel.Tests.Calls;

public class CanonicalJsonTests
{
    [Theory]
    // RFC 8785, section 3.2.2 (with numbers that doubles hold) and appendix B.
    [InlineData("""[1E30, 4.50, 2e-3, 0.000000000000000000000000001]""", "[1e+30,4.5,0.002,1e-27]")]
    [InlineData("""{"b":[56,{"d":true,"10":null,"1":[ ]}], "a" : "x"}""", """{"a":"x","b":[56,{"1":[],"10":null,"d":true}]}""")]
    [InlineData("""["\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/"]""", "[\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"]")]
    [InlineData("0.0", "0")]
    [InlineData("-0", "0")]
    [InlineData("-0.000E+5", "0")]
    [InlineData("5e-324", "5e-324")]
    [InlineData("-1.7976931348623157e308", "-1.7976931348623157e+308")]
    [InlineData("9007199254740992", "9007199254740992")]
    [InlineData("295147905179352830000", "295147905179352830000")]
    [InlineData("9.999999999999997e22", "9.999999999999997e+22")]
    [InlineData("1e21", "1e+21")]
    [InlineData("1e20", "100000000000000000000")]
    [InlineData("999999999999999700000", "999999999999999700000")]
    [InlineData("1e-6", "0.000001")]
    [InlineData("0.0000001", "1e-7")]
    [InlineData("0.000001234", "0.000001234")]
    [InlineData("333333333.3333332", "333333333.3333332")]
    [InlineData("-0.0000033333333333333333", "-0.0000033333333333333333")]
    [InlineData("1424953923781206.2", "1424953923781206.2")]
    [InlineData("12.50", "12.5")]
    [InlineData("1.250e1", "12.5")]
    public void Values_are_written_as_the_rfc_says(string json, string canonical) => Assert.Equal(canonical, Canonical(json));

    [Fact]
    public void Property_names_sort_by_utf16_code_units()
    {
        // RFC 8785, section 3.2.3.
        var json = """{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}""";

        var names = JsonDocument.Parse(Canonical(json)).RootElement.EnumerateObject().Select(p => p.Value.GetString());

        Assert.Equal(
            ["Carriage Return", "One", "Control", "Latin Small Letter O With Diaeresis", "Euro Sign", "Emoji: Grinning Face", "Hebrew Letter Dalet With Dagesh"],
            names);
    }

    [Fact]
    public void Every_double_is_written_as_ecmascript_does() => Gen.Double.Where(double.IsFinite).Sample(number =>
    {
        var canonical = Canonical(JsonSerializer.Serialize(number));

        Assert.Equal(number, double.Parse(canonical, CultureInfo.InvariantCulture));
        Assert.Equal(Math.Abs(number) is not 0 and (< 1e-6 or >= 1e21), canonical.Contains('e'));
    });

    [Theory]
    [InlineData("9007199254740993", "9007199254740992")]
    [InlineData("0.1000000000000000055", "0.1")]
    [InlineData("1e400", "1e401")]
    [InlineData("333333333.33333329", "333333333.3333333")]
    public void Amounts_that_a_double_cannot_tell_apart_stay_different(string one, string other) =>
        Assert.NotEqual(Canonical(one), Canonical(other));

    [Theory]
    [InlineData("""{"a":1,"b":{"x":1,"x":2}}""", "'x'")]
    [InlineData("""{"a":1,"\u0061":1}""", "'a'")]
    [InlineData("""["\ud800"]""", "surrogates")]
    [InlineData("""{"\udc00":1}""", "surrogates")]
    [InlineData("1e9999999999", "exponent")]
    public void What_has_no_one_meaning_is_refused(string json, string says) =>
        Assert.Contains(says, Assert.Throws<JsonException>(() => Canonical(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void Deep_nesting_is_refused_and_does_not_overflow()
    {
        var text = string.Concat(Enumerable.Repeat("[{\"a\":", 500)) + "1" + string.Concat(Enumerable.Repeat("}]", 500));
        using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 2000 });
        Exception? thrown = null;

        var small = new Thread(() => thrown = Record.Exception(() => CanonicalJson.Write(new ArrayBufferWriter<byte>(), document.RootElement)), 256 * 1024);
        small.Start();
        small.Join();

        Assert.Contains("256", Assert.IsType<JsonException>(thrown).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_value_is_refused() =>
        Assert.Throws<JsonException>(() => CanonicalJson.Write(new ArrayBufferWriter<byte>(), default));

    private static string Canonical(string json)
    {
        using var document = JsonDocument.Parse(json);
        var buffer = new ArrayBufferWriter<byte>();
        CanonicalJson.Write(buffer, document.RootElement);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
