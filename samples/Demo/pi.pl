# Digits of pi, one after the other. This program has never heard of checkpoints.
use strict;
use warnings;

# The spigot of Rabinowitz and Wagon (The American Mathematical Monthly 102, 1995): all it knows is an array of small numbers, which change with every digit.
my $digits = 1000;
my $length = int(10 * $digits / 3) + 1;
my @remainders = (2) x $length;
my ($held, $nines, $told) = (0, 0, 0);

sub tell_digit {
    my ($digit) = @_;
    # The one that is held before the first one is none.
    print "$digit\n" if $told++;
    select(undef, undef, undef, $ARGV[0]);
}

$| = 1;
print "pid $$\n";
for (1 .. $digits) {
    my $carry = 0;
    for (my $i = $length; $i > 1; $i--) {
        my $value = 10 * $remainders[$i - 1] + $carry * $i;
        $remainders[$i - 1] = $value % (2 * $i - 1);
        $carry = int($value / (2 * $i - 1));
    }
    my $value = 10 * $remainders[0] + $carry;
    $remainders[0] = $value % 10;
    my $digit = int($value / 10);
    if ($digit == 9) {
        $nines++;
        next;
    }
    # A ten goes over into the digits that were held back.
    my $over = $digit == 10;
    tell_digit($held + $over);
    tell_digit($over ? 0 : 9) for 1 .. $nines;
    ($held, $nines) = ($over ? 0 : $digit, 0);
}
