using CsCheck;

namespace MedRecCloud.Messaging.Tests;

public sealed class CreditWindowTests
{
    [Fact]
    public void Never_more_messages_than_the_target_are_on_the_way_or_held_and_receiving_never_stalls()
    {
        Gen.Select(Gen.Int[1, 50], Gen.Bool.Array[0, 500]).Sample((target, steps) =>
        {
            var window = new CreditWindow();
            var outstanding = window.Resize(target);
            var held = 0;
            foreach (var arrives in steps)
            {
                if (arrives && outstanding > 0)
                {
                    window.Arrived();
                    (outstanding, held) = (outstanding - 1, held + 1);
                }
                else if (held > 0)
                {
                    held--;
                    outstanding += window.Free(1);
                }

                Assert.InRange(outstanding + held, 0, target);
                Assert.True(held > 0 || outstanding > 0);
            }

            Assert.Equal(outstanding, window.Drain());
        });
    }

    [Fact]
    public void Credit_is_saved_up_to_a_quarter_of_the_target()
    {
        var window = new CreditWindow();
        Assert.Equal(100, window.Resize(100));
        for (var i = 0; i < 50; i++)
            window.Arrived();

        Assert.Equal(0, window.Free(24));
        Assert.Equal(25, window.Free(1));
    }

    [Fact]
    public void A_drain_leaves_no_credit_and_a_new_target_issues_it_anew()
    {
        var window = new CreditWindow();
        window.Resize(10);

        window.Drain();
        window.Drained();

        Assert.Equal(0, window.Free(0));
        Assert.Equal(0, window.Drain());
        Assert.Equal(3, window.Resize(3));
    }

    [Fact]
    public void What_is_freed_during_a_drain_issues_no_credit_that_would_undo_it()
    {
        var window = new CreditWindow();
        window.Resize(4);
        for (var i = 0; i < 3; i++)
            window.Arrived();

        Assert.Equal(1, window.Drain());
        Assert.Equal(0, window.Free(3));
        window.Drained();
        Assert.Equal(0, window.Drain());
    }

    [Fact]
    public void A_smaller_target_issues_nothing_until_enough_is_used()
    {
        var window = new CreditWindow();
        window.Resize(10);

        Assert.Equal(0, window.Resize(4));
        Assert.Equal(10, window.Drain());
    }
}
