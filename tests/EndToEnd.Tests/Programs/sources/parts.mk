# Sixty parts in four groups, each group by a make of its own.
numbers := 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15
groups := a b c d

ifdef group
$(group): $(numbers:%=$(group).%)
	cat $^ >$@
$(group).%:
	@sleep 0.01
	seq 1 $*00 | awk '{ sum += $$1 } END { print "$(group)", sum }' >$@.part
	mv $@.part $@
	@echo $@ >>made
else
all: $(groups)
	cat $^ >$@
$(groups):
	$(MAKE) -f $(firstword $(MAKEFILE_LIST)) group=$@ $@
endif
