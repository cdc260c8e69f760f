namespace Hitl.SemanticKernel.Tests.Scoring;

public class NamePatternTests
{
    [Theory]
    [InlineData("Refund", "refund", true)]
    [InlineData("Refund", "Refunds", false)]
    [InlineData("*", "", true)]
    [InlineData("*", "anything", true)]
    [InlineData("get_*", "GET_order", true)]
    [InlineData("get_*", "forget_order", false)]
    [InlineData("*_order", "get_order", true)]
    [InlineData("*_order", "get_orders", false)]
    [InlineData("get_*_by_*", "get_order_by_id", true)]
    [InlineData("get_*_by_*", "get_by_id", false)]
    [InlineData("ab*ba", "aba", false)]
    [InlineData("a**b", "ab", true)]
    [InlineData("a*b*c", "acb", false)]
    [InlineData("a.c", "abc", false)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    public void A_star_stands_for_any_characters(string pattern, string name, bool matches) =>
        Assert.Equal(matches, new NamePattern(pattern).IsMatch(name));
}
