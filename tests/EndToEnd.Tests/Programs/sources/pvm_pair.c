// PVM: a master sends numbered arrays to a worker on the other host, which sends their squares back; all of it is checked, until the finish file is there.
#include <pvm3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LENGTH = 5000, WORK = 1, ANSWER = 2, END = 3 };

static int numbers[LENGTH];

static int work(int master) {
    for (;;) {
        int message = pvm_recv(master, -1), bytes, tag, from;
        pvm_bufinfo(message, &bytes, &tag, &from);
        if (tag == END) return pvm_exit();
        pvm_upkint(numbers, LENGTH, 1);
        for (int i = 0; i < LENGTH; i++) numbers[i] *= numbers[i];
        pvm_initsend(PvmDataDefault);
        pvm_pkint(numbers, LENGTH, 1);
        pvm_send(master, ANSWER);
    }
}

int main(int count, char **arguments) {
    int worker, wrong = 0;
    pvm_mytid();
    if (pvm_parent() > 0) return work(pvm_parent());
    if (count < 4 || pvm_spawn(arguments[1], NULL, PvmTaskHost, arguments[2], 1, &worker) != 1) { printf("wrong: no worker, %d\n", worker); return 1; }
    for (int step = 0; access(arguments[3], F_OK) != 0; step++) {
        for (int i = 0; i < LENGTH; i++) numbers[i] = (step * 7 + i) % 30000;
        pvm_initsend(PvmDataDefault);
        pvm_pkint(numbers, LENGTH, 1);
        pvm_send(worker, WORK);
        pvm_recv(worker, ANSWER);
        pvm_upkint(numbers, LENGTH, 1);
        for (int i = 0; i < LENGTH; i++) { int sent = (step * 7 + i) % 30000; if (numbers[i] != sent * sent) wrong = 1; }
        if (step % 20 == 0) { printf("step %d\n", step / 20); fflush(stdout); }
    }
    pvm_initsend(PvmDataDefault);
    pvm_send(worker, END);
    printf(wrong ? "wrong\n" : "right\n");
    fflush(stdout);
    return pvm_exit();
}
